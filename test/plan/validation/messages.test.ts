import { expect, it } from 'vitest';
import { checkInput } from '../../../api/operations/start/check-input.ts';
import { createValidatorFactory } from '../../../federation/call/validator.ts';
import { parseJson } from '../../../plan/numbers/json-text.ts';
import type { Json, JsonSchema } from '../../../plan/json.ts';
import { misfit } from '../../../workflows/misfit.ts';

const compile = createValidatorFactory();
const big = `1${'0'.repeat(400)}`;

/** Schema and value as JSON text; what is said of inputs and answers; what is said of a tool's. */
const said: [schema: string, value: string, ofInput: string, ofTool: string][] = [
  [
    '{"maximum":9223372036854775807}',
    '9223372036854775808',
    '9223372036854775808 is greater than 9223372036854775807',
    'must be <= 9223372036854775807',
  ],
  [
    '{"exclusiveMinimum":-9007199254740993}',
    '-9007199254740993',
    '-9007199254740993 is not greater than -9007199254740993',
    'must be > -9007199254740993',
  ],
  ['{"maximum":10}', '9007199254740993', '9007199254740993 is greater than 10', 'must be <= 10'],
  ['{"maximum":10}', big, `${big} is greater than 10`, 'must be <= 10'],
  [
    '{"const":9007199254740993}',
    '9007199254740992',
    'does not match 9007199254740993',
    'must be equal to constant: 9007199254740993',
  ],
  [
    '{"enum":[9007199254740993,{"a":[-9007199254740995,"9007199254740994","9007199254740992"]}]}',
    '9007199254740995',
    'is none of [9007199254740993,{"a":[-9007199254740995,"9007199254740994","9007199254740992"]}]',
    'must be equal to one of the allowed values: [9007199254740993,{"a":[-9007199254740995,"9007199254740994","9007199254740992"]}]',
  ],
  ['{"multipleOf":3}', '9007199254740993001', '9007199254740993001 is not a multiple of 3', 'must be multiple of 3'],
  [
    '{"multipleOf":9007199254740993}',
    '9007199254740994',
    '9007199254740994 is not a multiple of 9007199254740993',
    'must be multiple of 9007199254740993',
  ],
  [
    '{"multipleOf":9007199254740993}',
    '5',
    '5 is not a multiple of 9007199254740993',
    'must be multiple of 9007199254740993',
  ],
  [
    '{"minLength":9223372036854775807}',
    '"9007199254740994"',
    'is too short (16 < 9223372036854775807)',
    'must NOT have fewer than 9223372036854775807 characters',
  ],
  [
    '{"uniqueItems":true}',
    '[9007199254740993,9007199254740992,9007199254740993]',
    'Duplicate items at indexes 0 and 2',
    'must NOT have duplicate items',
  ],
  ['{"type":"string"}', '9007199254740993', 'is of type number, but must be string', 'must be string'],
];

it.each(said)('of %s and %s all digits are said', (schemaText, valueText, ofInput, ofTool) => {
  const schema = { properties: { it: parseJson(schemaText) as JsonSchema } };
  const value = { it: parseJson(valueText) as Json };
  expect(misfit(schema, value)).toBe(`/it ${ofInput}`);
  expect(() => checkInput('d', schema, value)).toThrow(`The input does not fit "d":\n  /it ${ofInput}`);
  const result = compile(schema);
  expect(result.ok && result.validate(value)).toBe(`/it ${ofTool}`);
});

const fitting: [schema: string, value: string][] = [
  ['{"type":"integer","minimum":9223372036854775807,"maximum":9223372036854775807}', '9223372036854775807'],
  ['{"type":["integer","null"]}', big],
  ['{"multipleOf":0.01}', '9007199254740993'],
  ['{"multipleOf":9007199254740993}', '18014398509481986'],
  ['{"multipleOf":9007199254740993}', '0'],
  ['{"enum":[9007199254740992,9007199254740993]}', '9007199254740993'],
  ['{"const":{"multipleOf":3}}', '{"multipleOf":3}'],
  ['{"properties":{"multipleOf":{"multipleOf":9}}}', '{"multipleOf":90071992547409942}'],
  ['{"uniqueItems":true}', '[9007199254740992,9007199254740993,9007199254740994]'],
  ['{"$ref":"#/properties/a/$defs/id"}', '5'],
];

it.each(fitting)('to %s fits %s', (schemaText, valueText) => {
  const schema: JsonSchema = {
    properties: { it: parseJson(schemaText) as JsonSchema, a: { $defs: { id: { maximum: 2n ** 64n } } } },
  };
  const value = { it: parseJson(valueText) as Json };
  expect(misfit(schema, value)).toBeNull();
  expect(checkInput('d', schema, value)).toBe(value);
  const result = compile(schema);
  expect(result.ok ? result.validate(value) : result.problem).toBeUndefined();
});

it('a schema from an older history, with digits that it never said, takes what it took', () => {
  const schema = { properties: { id: { maximum: 9223372036854776000n } } };
  expect(misfit(schema, { id: 2 ** 63 })).toBeNull();
  expect(misfit(schema, { id: 2 ** 63 + 2048 })).toBe('/id 9223372036854778000 is greater than 9223372036854776000');
});

it('an input that no reader could hold is refused with its place and what to do', () => {
  const value = parseJson(`{"ids":[1,1e400]}`);
  expect(() => checkInput('d', {}, value)).toThrow('/ids/1 is Infinity, which is no JSON number; write it as a text');
});

it('many large numbers are checked in the time of many small ones', () => {
  const ids = Array.from({ length: 5_000 }, (_, index) => 2n ** 63n + BigInt(index) * 3n);
  const schema: JsonSchema = { properties: { ids: { items: { multipleOf: 3, maximum: 2n ** 64n } } } };
  const begun = performance.now();
  expect(misfit(schema, { ids })).toContain('9223372036854775808 is not a multiple of 3');
  expect(misfit(schema, { ids: ids.map((id) => id + 1n) })).toBeNull();
  expect(performance.now() - begun).toBeLessThan(10_000);
});
