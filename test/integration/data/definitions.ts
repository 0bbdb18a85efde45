/** One of every kind of step that has arguments or an output. */
export const DEFINITIONS = [
  `
saga_definition:
  name: buys
  input:
    type: object
    required: [name]
    properties: { name: { type: string }, account: { type: integer }, notes: { type: array, items: { type: string } } }
  steps:
    - name: first
      mcp_server: keyed
      action: act
      arguments: { name: "\${{ input.name }}", value: "\${{ input.account }}" }
      output: { kept: "\${{ output.value }}" }
      compensation: undo_act
    - name: pair
      mcp_server: keyed
      tools: [look, free]
      arguments:
        look: { name: pair, value: "\${{ steps.first.output.kept }}" }
        free: { name: free }
    - name: each
      for_each: \${{ input.notes ?? [] }}
      as: note
      mcp_server: keyed
      action: look
      arguments: { name: each, value: "\${{ note }}" }
      output: "\${{ output.value }}"
    - name: together
      steps:
        - { name: inside, mcp_server: keyed, action: look, arguments: { name: inside } }
      output: { is: "\${{ steps.inside.output.id }}" }
    - name: instead
      mcp_server: keyed
      action: look
      arguments: { name: "\${{ input.name }}-instead" }
      fallback: { value: { id: by hand } }
  output: { first: "\${{ steps.first.output.kept }}" }
`,
  `
workflow_definition:
  name: asks_people
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - name: review
      approval: { approvers: [ops], prompt: Go on?, form: { type: object, properties: { limit: { type: integer } } } }
    - name: goods
      wait_for: { signal: goods_arrived }
    - name: last
      mcp_server: keyed
      action: act
      arguments: { name: "\${{ input.name }}" }
`,
  `
saga_definition:
  name: has_child
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - name: order
      workflow: buys
      arguments: { name: "\${{ input.name }}", account: 7 }
      output: { was: "\${{ output.first }}" }
    - { name: after, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-after" }, compensation: undo_act }
`,
  `
saga_definition:
  name: declines
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: reserve, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-reserve" }, compensation: undo_act }
    - { name: charge, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-charge", value: 12 }, compensation: undo_act, on_failure: park }
`,
  `
workflow_definition:
  name: goes_on
  input:
    type: object
    required: [count]
    properties: { count: { type: array, items: { type: integer } } }
  steps:
    - { name: first, mcp_server: keyed, action: act, arguments: { name: goes-on-first, value: 1 } }
    - name: each
      for_each: \${{ input.count }}
      as: number
      max_concurrency: 40
      mcp_server: keyed
      action: look
      arguments: { name: each, value: "\${{ number }}" }
      output: "\${{ output.value }}"
    - { name: last, mcp_server: keyed, action: act, arguments: { name: goes-on-last, value: "\${{ size(steps.each.output) }}" } }
`,
];
