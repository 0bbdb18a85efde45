const input = 'input: { type: object, required: [name], properties: { name: { type: string } } }';

/** What the recorded executions ran. */
export const definitions: string[] = [
  `
saga_definition:
  name: out_of_reach
  steps:
    - { name: act, mcp_server: away, action: act }
`,
  `
saga_definition:
  name: everything
  input:
    type: object
    required: [names, fails]
    properties: { names: { type: array, items: { type: string } }, fails: { type: boolean } }
  steps:
    - { name: look, mcp_server: keyed, action: look, arguments: { name: everything }, cache: 1m, depends_on: [] }
    - { name: apart, mcp_server: keyed, action: act, arguments: { name: apart }, compensation: undo_act, depends_on: [] }
    - name: each
      depends_on: [look, apart]
      for_each: \${{ input.names }}
      as: who
      max_concurrency: 2
      steps:
        - { name: first, mcp_server: keyed, action: act, arguments: { name: "\${{ who }}" }, compensation: undo_act }
        - { name: second, when: "\${{ index > 0 }}", mcp_server: keyed, action: look, arguments: { name: "\${{ steps.first.output.id }}" } }
      output: { id: "\${{ steps.first.output.id }}" }
    - name: optional
      mcp_server: plain
      action: act
      arguments: { name: optional }
      compensation: undo_act
      on_failure: continue
    - { name: nap, sleep: 10ms }
    - { name: stop, when: "\${{ input.fails }}", fail: { type: Enough, message: It ends here. } }
  output: { ids: "\${{ steps.each.output }}" }
`,
  `
saga_definition:
  name: parks
  ${input}
  steps:
    - name: first
      mcp_server: keyed
      action: act
      arguments: { name: "\${{ input.name }}-first" }
      compensation: { action: undo_act, arguments: { name: "\${{ arguments.name }}" }, retry_policy: { initial_interval: 10ms, max_interval: 10ms } }
    - name: second
      mcp_server: keyed
      action: act
      arguments: { name: "\${{ input.name }}" }
      atomic_errors: true
      on_failure: park
      retry_policy: { initial_interval: 10ms }
      compensation: undo_act
  output: { id: "\${{ steps.second.output.id }}" }
`,
  `
saga_definition:
  name: asks_first
  ${input}
  steps:
    - name: it
      mcp_server: plain
      action: act
      arguments: { name: "\${{ input.name }}" }
      retry_policy: { initial_interval: 10ms }
      probe: { mcp_server: plain, action: find, arguments: { key: "\${{ key }}" }, happened: "\${{ output.found }}", result: { id: "\${{ output.id }}" } }
      compensation: undo_act
`,
  `
workflow_definition:
  name: waits
  steps:
    - { name: signal, wait_for: { signal: go_on, schema: { type: integer }, timeout: 1h } }
    - { name: review, approval: { approvers: [ops], prompt: Go on? } }
    - { name: late, wait_for: { signal: never, timeout: 10ms, on_timeout: continue } }
  output: { number: "\${{ steps.signal.output }}", by: "\${{ steps.review.output.by }}" }
`,
  `
workflow_definition:
  name: fails_plainly
  ${input}
  steps:
    - name: it
      mcp_server: keyed
      action: act
      arguments: { name: "\${{ input.name }}" }
      atomic_errors: true
      retry_policy: { initial_interval: 10ms, max_attempts: 1 }
`,
  `
saga_definition:
  name: child
  ${input}
  steps:
    - { name: one, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-one" }, compensation: undo_act }
    - { name: two, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-two" }, compensation: undo_act }
`,
  `
saga_definition:
  name: parent
  deadline: 1h
  ${input}
  steps:
    - { name: inner, workflow: child, arguments: { name: "\${{ input.name }}" } }
    - { name: stop, fail: { type: Enough, message: It ends here. } }
`,
  `
saga_definition:
  name: long
  input: { type: object, required: [numbers], properties: { numbers: { type: array, items: { type: integer } } } }
  steps:
    - { name: first, mcp_server: keyed, action: act, arguments: { name: long }, compensation: undo_act }
    - name: each
      for_each: \${{ input.numbers }}
      as: number
      max_concurrency: 8
      mcp_server: keyed
      action: look
      arguments: { name: each, value: "\${{ number }}" }
      output: "\${{ output.value }}"
    - { name: signal, wait_for: { signal: go_on } }
    - { name: stop, fail: { type: Enough, message: "\${{ string(sum(steps.each.output)) }}" } }
`,
  // As it was recorded, integers beyond 2^53 were rounded on every way in: two of them were one.
  `
saga_definition:
  name: big_numbers
  input:
    type: object
    required: [account, other]
    properties: { account: { type: integer }, other: { type: integer } }
  execution_id: "\${{ string(input.account) }}"
  steps:
    - { name: one, mcp_server: keyed, action: act, arguments: { name: one }, compensation: { action: undo_act, arguments: { name: "\${{ string(input.account) }}" } } }
    - { name: same, when: "\${{ input.account == input.other }}", sleep: 10ms }
    - { name: asked, mcp_server: keyed, action: look, arguments: { name: asked, value: "\${{ input.account }}" } }
    - { name: alike, when: "\${{ steps.asked.output.value == input.other }}", sleep: 10ms }
    - { name: told, wait_for: { signal: go_on, schema: { type: integer } } }
    - { name: heard, when: "\${{ steps.told.output == input.account && [input.account, input.other].exists(n, n == steps.told.output) }}", sleep: 10ms }
    - { name: stop, when: "\${{ sum([input.account / 1000, input.other / 1000]) > 1 }}", fail: { type: Enough, message: "\${{ string(steps.told.output) }}" } }
`,
  // As they were recorded, an output that could not be evaluated, or was too large, led back unless a pivot had passed.
  `
saga_definition:
  name: output_fails
  ${input}
  steps:
    - { name: first, mcp_server: keyed, action: act, arguments: { name: first }, compensation: undo_act }
  output: { id: "\${{ steps.first.output.id }}", number: "\${{ int(input.name) }}" }
`,
  `
saga_definition:
  name: output_too_large
  ${input}
  steps:
    - { name: first, mcp_server: keyed, action: act, arguments: { name: first, value: "\${{ input.name }}" }, compensation: undo_act }
  output: { id: "\${{ steps.first.output.id }}", pages: [${Array.from({ length: 30 }, () => '"\${{ steps.first.output.value }}"').join(', ')}] }
`,
  `
saga_definition:
  name: output_fails_behind_pivot
  ${input}
  steps:
    - { name: first, mcp_server: keyed, action: act, arguments: { name: first }, pivot: true }
  output: { id: "\${{ steps.first.output.id }}", number: "\${{ int(input.name) }}" }
`,
  `
saga_definition:
  name: parent_of_lost_output
  ${input}
  steps:
    - { name: before, mcp_server: keyed, action: act, arguments: { name: before }, compensation: undo_act }
    - { name: inner, workflow: output_fails, arguments: { name: "\${{ input.name }}" } }
`,
  `
saga_definition:
  name: knows_no_keys
  ${input}
  steps:
    - { name: it, mcp_server: plain, action: act, arguments: { name: "\${{ input.name }}" }, compensation: undo_act, timeout: { attempt: 1s } }
`,
  // As it was recorded, nobody who had a name could answer an approval without approvers.
  `
workflow_definition:
  name: asks_anybody
  steps:
    - { name: review, approval: { prompt: Go on? } }
    - { name: told, wait_for: { signal: go_on } }
  output: { by: "\${{ steps.review.output.by }}", told: "\${{ steps.told.output }}" }
`,
];
