import { describe, expect, it } from 'vitest';
import { checkValue } from '../../../compiler/schemas/check-value.ts';
import { inlineRefs } from '../../../compiler/schemas/inline-refs.ts';
import { propertiesOf } from '../../../compiler/schemas/parts.ts';

describe('inlining references', () => {
  it('replaces local references and drops the definitions', () => {
    const schema = {
      type: 'object',
      properties: { a: { $ref: '#/$defs/name', description: 'mine' }, b: { $ref: '#/definitions/x~1y' } },
      $defs: { name: { type: 'string', description: 'theirs' } },
      definitions: { 'x/y': { type: 'integer' } },
    };
    expect(inlineRefs(schema)).toEqual({
      type: 'object',
      properties: { a: { type: 'string', description: 'mine' }, b: { type: 'integer' } },
    });
  });

  it('makes recursion and foreign references unknown, and ends', () => {
    const tree = { type: 'object', properties: { left: { $ref: '#' }, other: { $ref: 'https://example.com/x' } } };
    expect(inlineRefs(tree)).toEqual({
      type: 'object',
      properties: { left: { type: 'object', properties: { left: {}, other: {} } }, other: {} },
    });
    const wide = {
      $defs: { x: { type: 'array', items: [{ $ref: '#/$defs/x' }, { $ref: '#/$defs/x' }] } },
      $ref: '#/$defs/x',
    };
    expect(JSON.stringify(inlineRefs(wide)).length).toBeLessThan(1_000);
  });

  it('leaves a schema without references as it is', () => {
    const schema = { type: 'string' };
    expect(inlineRefs(schema)).toBe(schema);
  });

  it('reads no inherited and no dangerous names', () => {
    const schema = JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"},"a":true}}') as {
      type: string;
    };
    expect([...propertiesOf(schema).keys()]).toEqual(['a']);
  });
});

describe('checking a literal', () => {
  it('finds what is wrong at its place', () => {
    const schema = {
      type: 'object',
      properties: {
        name: { type: 'string', minLength: 2 },
        tags: { type: 'array', items: { enum: ['a', 'b'] }, maxItems: 2 },
      },
      required: ['name', 'id'],
      additionalProperties: false,
    };
    const problems = checkValue({ name: 'x', tags: ['a', 'c', 'b'], more: 1 }, schema);
    expect(problems.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([
      ' lacks the required property "id"',
      'name is shorter than 2',
      'tags has more items than 2',
      'tags.1 should be "a" or "b", not "c"',
      'more is not a property the schema knows',
    ]);
  });
});
