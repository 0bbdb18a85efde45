import { setTimeout as sleep } from 'node:timers/promises';

/** Tools of the v1 test servers. What a well-behaved server library would not let through is here answered by hand. */
export interface MoodyTool {
  name: string;
  inputSchema: Record<string, unknown>;
  outputSchema?: Record<string, unknown>;
  annotations?: Record<string, unknown>;
  answer: (
    args: Record<string, unknown>,
    context: MoodyContext,
  ) => Promise<Record<string, unknown>> | Record<string, unknown>;
}

interface MoodyContext {
  meta: Record<string, unknown>;
  progress: (progress: number, total: number, message: string) => Promise<void>;
  addTool: (name: string) => Promise<void>;
}

const anything = { type: 'object' };
const text = (value: string): Record<string, unknown> => ({ content: [{ type: 'text', text: value }] });
const sum = {
  type: 'object',
  properties: { sum: { type: 'number', minimum: 0 } },
  required: ['sum'],
  additionalProperties: false,
};

export const moodyTools: MoodyTool[] = [
  {
    name: 'echo',
    inputSchema: {
      type: 'object',
      properties: { message: { type: 'string', maxLength: 2_000 } },
      required: ['message'],
    },
    answer: (args) => text(String(args.message)),
  },
  { name: 'meta', inputSchema: anything, answer: (_args, { meta }) => ({ content: [], structuredContent: meta }) },
  {
    name: 'where',
    inputSchema: anything,
    answer: () => text(JSON.stringify({ cwd: process.cwd(), env: process.env, pid: process.pid })),
  },
  {
    name: 'good_sum',
    inputSchema: anything,
    outputSchema: sum,
    answer: () => ({ content: [], structuredContent: { sum: 3 } }),
  },
  { name: 'text_sum', inputSchema: anything, outputSchema: sum, answer: () => text('{"sum":4}') },
  {
    name: 'bad_sum',
    inputSchema: anything,
    outputSchema: sum,
    answer: () => ({ content: [], structuredContent: { sum: -1 } }),
  },
  { name: 'no_sum', inputSchema: anything, outputSchema: sum, answer: () => text('three') },
  {
    name: 'failing_sum',
    inputSchema: anything,
    outputSchema: sum,
    answer: () => ({ ...text('no stock'), isError: true }),
  },
  { name: 'big', inputSchema: anything, answer: (args) => text('x'.repeat(Number(args.bytes))) },
  {
    name: 'add_tool',
    inputSchema: anything,
    answer: async (_args, { addTool }) => (await addTool('added'), text('added')),
  },
  {
    name: 'slow',
    inputSchema: anything,
    answer: async (args, { progress }) => {
      for (let step = 1; step <= 3; step++)
        await progress(step, 3, typeof args.says === 'string' ? args.says : `step ${step}`);
      await sleep(Number(args.ms));
      return text('done');
    },
  },
  { name: 'die', inputSchema: anything, answer: () => process.exit(7) },
  {
    name: 'hostile_pattern',
    inputSchema: { type: 'object', properties: { word: { type: 'string', pattern: '^(a+)+$' } } },
    answer: () => text('matched'),
  },
  {
    name: 'remote_ref',
    inputSchema: { $ref: 'http://127.0.0.1:9/schema.json', type: 'object' },
    answer: () => text('fine'),
  },
  {
    name: 'draft_07',
    inputSchema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: { pair: { type: 'array', items: [{ type: 'string' }, { type: 'number' }] } },
    },
    answer: () => text('fine'),
  },
];
