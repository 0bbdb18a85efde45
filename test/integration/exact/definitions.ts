const value = 'input: { type: object, required: [name, value], properties: { name: { type: string }, value: true } }';
const account = 'input: { type: object, required: [account_id], properties: { account_id: { type: integer } } }';
const open = `{ name: open, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}", value: "\${{ input.value }}" }, compensation: { action: undo_act, arguments: { name: "\${{ input.name }}", value: "\${{ output.value }}" } } }`;

/** What takes a value in, sends it to a tool, takes its answer, computes with it, and gives it out. */
export const definitions = [
  `
saga_definition:
  name: through
  ${value}
  steps: [${open}]
  output: { value: "\${{ steps.open.output.value }}", same: "\${{ steps.open.output.value == input.value }}" }
`,
  `
saga_definition:
  name: undone
  ${value}
  steps:
    - ${open}
    - { name: stop, fail: { type: Enough, message: It ends here. } }
`,
  `
saga_definition:
  name: account_order
  execution_id: \${{ string(input.account_id) }}
  ${account}
  steps:
    - { name: order, mcp_server: keyed, action: act, arguments: { name: "order of \${{ input.account_id }}", value: "\${{ input.account_id }}" }, compensation: undo_act }
  output: { account_id: "\${{ input.account_id }}", text: "account \${{ input.account_id }}" }
`,
  `
workflow_definition:
  name: asks
  steps:
    - name: review
      approval:
        approvers: [bob, ops]
        prompt: May it go on?
        form: { type: object, required: [limit], properties: { limit: { type: integer } } }
    - { name: goods, wait_for: { signal: goods_arrived } }
  output: { limit: "\${{ steps.review.output.form.limit }}", goods: "\${{ steps.goods.output }}" }
`,
  `
saga_definition:
  name: parks
  ${value}
  steps:
    - { name: open, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}", value: "\${{ input.value }}" }, compensation: undo_act, atomic_errors: true, on_failure: park, retry_policy: { max_attempts: 1 } }
  output: { value: "\${{ steps.open.output.value }}" }
`,
  `
saga_definition:
  name: long
  input: { type: object, required: [from, count], properties: { from: { type: integer }, count: { type: array, items: { type: integer } } } }
  steps:
    - { name: open, mcp_server: keyed, action: act, arguments: { name: long, value: "\${{ input.from }}" }, compensation: { action: undo_act, arguments: { name: long, value: "\${{ output.value }}" } } }
    - name: each
      for_each: \${{ input.count }}
      as: number
      max_concurrency: 40
      mcp_server: keyed
      action: look
      arguments: { name: each, value: "\${{ number }}" }
      output: "\${{ max([number, input.from]) }}"
    - { name: verdict, wait_for: { signal: verdict } }
    - { name: stop, fail: { type: Enough, message: "From \${{ steps.open.output.value }} to \${{ steps.each.output[1399] }}, verdict \${{ steps.verdict.output }}." } }
`,
];
