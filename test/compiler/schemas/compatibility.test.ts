import { describe, expect, it } from 'vitest';
import { compare, isDisjoint } from '../../../compiler/schemas/compatibility.ts';
import type { Compatibility } from '../../../compiler/schemas/compatibility.ts';
import { mergeSchemas } from '../../../compiler/schemas/merge.ts';
import type { JsonSchema } from '../../../plan/json.ts';

const STRING = { type: 'string' };
const NUMBER = { type: 'number' };
const INTEGER = { type: 'integer' };
const object = (
  properties: Record<string, JsonSchema>,
  required: string[] = [],
  more: JsonSchema = {},
): JsonSchema => ({
  type: 'object',
  properties,
  required,
  ...more,
});

const cases: [string, JsonSchema, JsonSchema, Compatibility][] = [
  ['the same type', STRING, STRING, 'compatible'],
  ['an integer for a number', INTEGER, NUMBER, 'compatible'],
  ['a number for an integer', NUMBER, INTEGER, 'incompatible'],
  ['anything for nothing in particular', STRING, { description: 'anything' }, 'compatible'],
  ['nothing in particular for a string', {}, STRING, 'undecidable'],
  ['a string that may be null for a string', { type: ['string', 'null'] }, STRING, 'incompatible'],
  ['fewer values of an enum', { enum: ['a'] }, { type: 'string', enum: ['a', 'b'] }, 'compatible'],
  ['more values of an enum', { enum: ['a', 'c'] }, { enum: ['a', 'b'] }, 'incompatible'],
  ['any string for an enum', STRING, { enum: ['a', 'b'] }, 'incompatible'],
  ['a constant for a string', { const: 'a' }, STRING, 'compatible'],
  ['one branch of a union', STRING, { anyOf: [NUMBER, STRING] }, 'compatible'],
  ['a union of which one branch does not fit', { anyOf: [NUMBER, STRING] }, STRING, 'incompatible'],
  ['items that fit', { type: 'array', items: INTEGER }, { type: 'array', items: NUMBER }, 'compatible'],
  ['items that do not', { type: 'array', items: STRING }, { type: 'array', items: NUMBER }, 'incompatible'],
  ['items of unknown type', { type: 'array' }, { type: 'array', items: NUMBER }, 'undecidable'],
  ['an object with what is required', object({ a: STRING }, ['a']), object({ a: STRING }, ['a']), 'compatible'],
  ['an object without it', object({ a: STRING }), object({ a: STRING }, ['a']), 'incompatible'],
  ['an object of unknown properties', { type: 'object' }, object({ a: STRING }, ['a']), 'undecidable'],
  [
    'more than a closed object takes',
    object({ a: STRING, b: STRING }),
    object({ a: STRING }, [], { additionalProperties: false }),
    'incompatible',
  ],
  ['both parts of an allOf', STRING, { allOf: [STRING, { minLength: 1 }] }, 'compatible'],
];

describe('whether a source fits a target', () => {
  it.each(cases)('%s', (_name, source, target, expected) => {
    expect(compare(source, target)).toBe(expected);
  });

  it('calls types disjoint only when no value fits both', () => {
    expect(isDisjoint(STRING, NUMBER)).toBe(true);
    expect(isDisjoint(NUMBER, INTEGER)).toBe(false);
    expect(isDisjoint({ type: ['string', 'null'] }, STRING)).toBe(false);
    expect(isDisjoint({ type: ['string', 'null'] }, { type: ['number', 'null'] })).toBe(true);
    expect(isDisjoint({ enum: ['a'] }, { enum: ['b'] })).toBe(true);
    expect(isDisjoint({}, NUMBER)).toBe(false);
  });

  it('merges to the narrower one, to both, or to nothing', () => {
    expect(mergeSchemas(NUMBER, INTEGER)).toEqual(INTEGER);
    expect(mergeSchemas({}, STRING)).toEqual(STRING);
    const both = [{ type: ['string', 'null'] }, { type: ['string', 'number'] }] as const;
    expect(mergeSchemas({ type: ['string', 'null'] }, { type: ['string', 'number'] })).toEqual({ allOf: both });
    expect(mergeSchemas(STRING, NUMBER)).toBeNull();
  });
});
