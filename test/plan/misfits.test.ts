import { expect, it } from 'vitest';
import type { Json, JsonSchema } from '../../plan/json.ts';
import { misfit } from '../../workflows/misfit.ts';

const limits: [JsonSchema, Json, string][] = [
  [{ exclusiveMinimum: 0 }, 0, '/amount 0 is not greater than 0'],
  [{ exclusiveMinimum: 0 }, -1, '/amount -1 is not greater than 0'],
  [{ exclusiveMaximum: 5 }, 5, '/amount 5 is not less than 5'],
  [{ exclusiveMaximum: 5 }, 6, '/amount 6 is not less than 5'],
  [{ minimum: 1 }, 0, '/amount 0 is less than 1'],
  [{ maximum: 1 }, 2, '/amount 2 is greater than 1'],
];

it.each(limits)('of a value outside of %j, the sentence is true', (schema, value, sentence) => {
  expect(misfit({ type: 'object', properties: { amount: schema } }, { amount: value })).toBe(sentence);
});
