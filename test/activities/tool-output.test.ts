import { expect, it } from 'vitest';
import { toolOutput } from '../../activities/tool-output.ts';

const outputOf = (text: string): unknown =>
  toolOutput({ kind: 'result', isError: false, content: [{ type: 'text', text }] }, false);

it.each([
  ['integers of any size', '{"id":9007199254740993}', { id: 9007199254740993n }],
  ['no key that reaches for prototypes', '{"__proto__":{"a":1},"b":[{"__proto__":1,"c":2}]}', { b: [{ c: 2 }] }],
  ['nothing of a number that cannot be kept', '{"a":1,"b":1e400}', null],
  ['nothing of an integer of more digits than are taken', `[${'9'.repeat(1_001)}]`, null],
  ['what is nested a hundred levels deep', '['.repeat(100) + ']'.repeat(100), expect.any(Array)],
  ['nothing that is nested deeper', '['.repeat(3_000) + ']'.repeat(3_000), null],
  ['no text that is a number', '7', null],
])('the JSON of a text has %s', (_what, text, json) => {
  expect(outputOf(text)).toMatchObject({ text, json });
});
