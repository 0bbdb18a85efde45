import { describe, expect, it } from 'vitest';
import { createValidatorFactory } from '../../federation/call/validator.ts';
import type { Json, JsonSchema } from '../../plan/json.ts';

const compile = createValidatorFactory();

function check(schema: JsonSchema, value: Json): string | undefined {
  const result = compile(schema);
  if (!result.ok) throw new Error(result.problem);
  return result.validate(value);
}

describe('a validator', () => {
  it.each<[JsonSchema, Json, RegExp]>([
    [{ type: 'object', required: ['a'] }, {}, /the value must have required property 'a'/],
    [{ properties: { a: { items: { type: 'number' } } } }, { a: [1, 'x'] }, /^\/a\/1 must be number$/],
    [{ additionalProperties: false }, { surplus: 1 }, /: "surplus"/],
    [{ enum: ['a', 'b'] }, 'c', /\["a","b"\]/],
    [{ type: 'string', format: 'email' }, 'nobody', /format "email"/],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      /duplicate items/,
    ],
    [{ prefixItems: [{ type: 'string' }] }, [1], /\/0 must be string/],
    [{ $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'string' }] }, [1], /\/0 must be string/],
    [
      { $schema: 'https://json-schema.org/draft/2019-09/schema', items: [{ type: 'string' }] },
      [1],
      /\/0 must be string/,
    ],
    [{ $defs: { n: { type: 'number' } }, properties: { a: { $ref: '#/$defs/n' } } }, { a: 'x' }, /\/a must be number/],
  ])('of %j names what does not fit', (schema, value, expected) => {
    expect(check(schema, value)).toMatch(expected);
  });

  it('keeps two patterns apart', () => {
    const schema = { properties: { a: { type: 'string', pattern: '^x' }, b: { type: 'string', pattern: '^y' } } };
    expect(check(schema, { a: 'x', b: 'y' })).toBeUndefined();
    expect(check(schema, { a: 'x', b: 'x' })).toMatch(/^\/b must match pattern/);
  });

  it('can be made twice from schemas of one $id', () => {
    const id = 'https://example.com/schema';
    expect(check({ $id: id, type: 'string' }, 1)).toMatch(/must be string/);
    expect(check({ $id: id, type: 'number' }, 1)).toBeUndefined();
  });

  it('matches hostile patterns in linear time', () => {
    expect(check({ pattern: '^(a|a)*$' }, `${'a'.repeat(50_000)}!`)).toMatch(/pattern/);
  });

  it('says which patterns it cannot check', () => {
    const result = compile({ type: 'string', pattern: '^(?=.*\\d).+$' });
    expect(result.ok && result.notice).toContain('(?=.*\\d)');
    expect(result.ok && result.validate('no digit')).toBeUndefined();
    expect(result.ok && result.validate(5)).toMatch(/must be string/);
  });

  it('is not fooled by a schema that asks for an asynchronous check', () => {
    expect(check({ $async: true, type: 'string' }, 1)).toMatch(/must be string/);
  });
});

describe('a schema is refused', () => {
  const doubling: JsonSchema = Object.fromEntries(
    Array.from({ length: 40 }, (_, level) => {
      const next: JsonSchema = level === 39 ? { type: 'string' } : { $ref: `#/$defs/l${level + 1}` };
      return [`l${level}`, { anyOf: [next, next] }];
    }),
  );
  it.each<[string, JsonSchema, RegExp]>([
    ['that points into the network', { $ref: 'http://127.0.0.1/schema.json' }, /can't resolve reference/],
    ['that is no schema', { type: 'strng' }, /./],
    ['that is too deep', nest(150), /deeper than 100 levels/],
    ['that is too large', { enum: ['x'.repeat(300_000)] }, /bytes/],
    ['that doubles behind every reference', { $defs: doubling, $ref: '#/$defs/l0' }, /subschemas/],
  ])('%s', (_case, schema, problem) => {
    const result = compile(schema);
    expect(result.ok ? 'it was taken' : result.problem).toMatch(problem);
  });
});

function nest(levels: number): JsonSchema {
  let schema: JsonSchema = {};
  for (let level = 0; level < levels; level++) schema = { not: schema };
  return schema;
}
