import { expect, it } from 'vitest';
import { checkValue } from '../../../compiler/schemas/check-value.ts';
import { parseJson } from '../../../plan/numbers/json-text.ts';
import type { Json, JsonSchema } from '../../../plan/json.ts';

it.each([
  ['{"maximum":9223372036854775807}', '9223372036854775808', 'is greater than 9223372036854775807'],
  ['{"maximum":9223372036854775807}', '9223372036854775807', undefined],
  ['{"minimum":9007199254740993}', '9007199254740992', 'is less than 9007199254740993'],
  ['{"minimum":-9223372036854775808}', '-9223372036854775809', 'is less than -9223372036854775808'],
  ['{"maximum":10}', '9007199254740993', 'is greater than 10'],
  ['{"maximum":9223372036854775807}', '5', undefined],
  ['{"minLength":9223372036854775807}', '"x"', 'is shorter than 9223372036854775807'],
])('of a literal beyond 2^53, %s says by one what does not fit', (schema, value, message) => {
  const problems = checkValue(parseJson(value) as Json, parseJson(schema) as JsonSchema);
  expect(problems.map((problem) => problem.message)).toEqual(message === undefined ? [] : [message]);
});

it('a literal beyond 2^53 is shown with its digits', () => {
  const [problem] = checkValue(9007199254740993n, { type: 'string' });
  expect(problem?.message).toMatch(/ not 9007199254740993$/);
});
