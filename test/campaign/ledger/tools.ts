const text = { type: 'string' };
const named = { type: 'object', required: ['ref'], properties: { ref: text, amount: { type: 'number' }, of: text } };
const made = { type: 'object', required: ['id', 'ref'], properties: { id: text, ref: text } };
const readOnly = { readOnlyHint: true };

/** The same tools on every path; what a path promises about keys is said in the platform file. */
export const TOOLS = [
  { name: 'act', inputSchema: named, outputSchema: made },
  {
    name: 'undo_act',
    inputSchema: { type: 'object', properties: { ref: text, id: text } },
    outputSchema: {
      type: 'object',
      required: ['status'],
      properties: { status: { type: 'string', enum: ['undone', 'nothing_to_undo'] } },
    },
  },
  { name: 'look', inputSchema: named, outputSchema: made, annotations: readOnly },
  {
    name: 'find',
    inputSchema: { type: 'object', required: ['key'], properties: { key: text } },
    outputSchema: {
      type: 'object',
      required: ['found'],
      properties: { found: { type: 'boolean' }, id: text, ref: text },
    },
    annotations: readOnly,
  },
];
