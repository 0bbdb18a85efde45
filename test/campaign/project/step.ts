export type ServerName = 'keyed' | 'atomic' | 'plain';

/** How a step is undone: by its name, or by the id that its call gave (its name where there is no answer). */
export type UndoStyle = 'by_ref' | 'by_id' | 'none';

export interface StepOptions {
  server?: ServerName;
  undo?: UndoStyle;
  /** More lines of YAML. */
  more?: string[];
  /** Default `<input.ref>:<step>`. */
  ref?: string;
  /** Columns before the dash. */
  indent?: number;
}

/** YAML of one effect on the ledger. */
export function act(name: string, options: StepOptions = {}): string {
  const { server = 'keyed', undo = 'by_ref', more = [], ref = `\${{ input.ref }}:${name}`, indent = 4 } = options;
  const lines = [
    `mcp_server: ${server}`,
    'action: act',
    `arguments: { ref: "${ref}", amount: "\${{ input.amount }}" }`,
    'timeout: { attempt: 2s, heartbeat: 1500ms }',
    ...undoLines(undo),
    ...more,
  ];
  const pad = ' '.repeat(indent);
  return [`${pad}- name: ${name}`, ...lines.map((line) => `${pad}  ${line}`)].join('\n');
}

function undoLines(undo: UndoStyle): string[] {
  switch (undo) {
    case 'none':
      return [];
    case 'by_ref':
      return ['compensation: { action: undo_act, arguments: { ref: "${{ arguments.ref }}" } }'];
    case 'by_id':
      return [
        'compensation: { action: undo_act, arguments: { id: "${{ output.id }}" }, without_output: { ref: "${{ arguments.ref }}" } }',
      ];
  }
}

/** Ends the saga when its input says so: a failure of the definition itself. */
export function stopWhenAsked(name = 'stop'): string {
  return [
    `    - name: ${name}`,
    '      when: ${{ input.stop }}',
    '      fail: { type: Enough, message: "It ends here." }',
  ].join('\n');
}

export function saga(name: string, steps: string[], more: string[] = []): string {
  return `saga_definition:
  name: ${name}
  input:
    type: object
    required: [ref, amount, stop]
    properties: { ref: { type: string }, amount: { type: number }, stop: { type: boolean }, items: { type: array, items: { type: string } } }
  park_after: 6s
${more.map((line) => `  ${line}\n`).join('')}  steps:
${steps.join('\n')}
`;
}
