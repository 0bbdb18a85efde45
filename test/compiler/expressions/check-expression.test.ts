import { describe, expect, it } from 'vitest';
import { checkExpression } from '../../../compiler/expressions/check-expression.ts';
import type { ScopeSchemas, TypeProblem } from '../../../compiler/expressions/context.ts';
import type { JsonSchema } from '../../../plan/json.ts';
import { parseExpression } from '../../../plan/expressions/parse.ts';

const person: JsonSchema = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    age: { type: 'integer' },
    nick: { type: 'string' },
    weight: { type: ['number', 'null'] },
    level: { enum: ['low', 'high'] },
    tags: { type: 'array', items: { type: 'string' } },
    address: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    home: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    extra: { type: 'object', additionalProperties: true },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    free: {},
    'get-sum': { type: 'number' },
  },
  required: ['name', 'age', 'weight', 'level', 'tags', 'home', 'extra', 'labels', 'free', 'get-sum'],
};

const scope: ScopeSchemas = {
  input: person,
  maybe: { anyOf: [person, { type: 'null' }] },
  either: {
    oneOf: [
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      { type: 'object', properties: { b: { type: 'number' } }, required: ['b'] },
    ],
  },
  closed: { type: 'object', properties: {}, additionalProperties: false },
  conditional: { type: 'object', properties: { a: { type: 'string' } }, if: {}, then: {} },
  linked: { $ref: '#/$defs/x' },
  merged: { allOf: [{ type: 'object', properties: { x: { type: 'string' } }, required: ['x'] }] },
  anything: undefined,
  absent: { type: 'null' },
};

function check(source: string): { schema: JsonSchema | undefined; problems: TypeProblem[] } {
  const result = parseExpression(source);
  if (!result.ok) throw new Error(`${source}: ${result.problems[0]?.message ?? ''}`);
  return checkExpression(result.expression, scope);
}

describe('the inferred schema', () => {
  it.each<[string, JsonSchema | undefined]>([
    ['input.name', { type: 'string' }],
    ['input["get-sum"]', { type: 'number' }],
    ['input.nick', { type: ['string', 'null'] }],
    ['input.nick ?? "x" + "y"', { type: 'string' }],
    ['input.nick ?? 5 + 1', { type: ['string', 'integer'] }],
    ['input.weight', { type: ['number', 'null'] }],
    ['input.address?.city', { type: ['string', 'null'] }],
    ['input.address?.city ?? input.name', { type: 'string' }],
    ['maybe?.home.city', { type: ['string', 'null'] }],
    ['maybe?.age', { type: ['integer', 'null'] }],
    ['maybe == null ? 0 + 0 : maybe.age', { type: 'integer' }],
    ['input.age + 1', { type: 'integer' }],
    ['input.age / 2', { type: 'number' }],
    ['-input.age', { type: 'integer' }],
    ['input.age * input["get-sum"]', { type: 'number' }],
    ['input.name + "!"', { type: 'string' }],
    ['input.tags + input.tags', { type: 'array', items: { type: 'string' } }],
    ['input.tags[0]', { type: 'string' }],
    ['input.tags?.[0]', { type: ['string', 'null'] }],
    ['input.tags.map(t, size(t))', { type: 'array', items: { type: 'integer' } }],
    ['input.tags.filter(t, t != "")', { type: 'array', items: { type: 'string' } }],
    ['input.tags.exists(t, t == "x") && !true', { type: 'boolean' }],
    ['first(input.tags)', { type: ['string', 'null'] }],
    ['split(input.name, ",")', { type: 'array', items: { type: 'string' } }],
    ['input.labels.color', { type: ['string', 'null'] }],
    ['input.extra.x', undefined],
    ['input.free.x', undefined],
    ['anything.x.y', undefined],
    ['linked.x', undefined],
    ['conditional.x', undefined],
    ['merged.x', { type: 'string' }],
    ['either.a', { type: ['string', 'null'] }],
    ['dyn(input).nope', undefined],
    ['parse_json(input.name)', undefined],
    ['"a"', { type: 'string', const: 'a' }],
    ['null', { type: 'null' }],
    ['[]', { type: 'array' }],
    ['[input.name]', { type: 'array', items: { type: 'string' } }],
    [
      "{'n': input.name}",
      { type: 'object', properties: { n: { type: 'string' } }, required: ['n'], additionalProperties: false },
    ],
    ["{'n': input.name}.n", { type: 'string' }],
    ['sum([1, 2])', { type: 'integer' }],
    ['sum([1, 2.5])', { type: 'number' }],
    ['round(input["get-sum"])', { type: 'integer' }],
    ['round(input["get-sum"], 0)', { type: 'integer' }],
    ['round(input["get-sum"], 2)', { type: 'number' }],
    ['round(input.age, 2)', { type: 'integer' }],
    ['floor(input["get-sum"]) + ceil(0.5)', { type: 'integer' }],
    ['abs(input["get-sum"])', { type: 'number' }],
    ['abs(input.age)', { type: 'integer' }],
    ['9007199254740993', { type: 'integer', const: 9007199254740993n }],
    [
      '[9007199254740993, 1.5 + 1]',
      { type: 'array', items: { anyOf: [{ type: 'integer', const: 9007199254740993n }, { type: 'number' }] } },
    ],
    ['true ? 9007199254740993 : 9007199254740993', { type: 'integer', const: 9007199254740993n }],
  ])('of %s', (source, schema) => {
    expect(check(source)).toEqual({ schema, problems: [] });
  });
});

describe('errors', () => {
  it.each<[string, string, number, number, RegExp]>([
    ['inputs.name', 'unknown-reference', 0, 6, /nothing named "inputs" here\. Did you mean "input"\?/],
    ['1 + input.agee', 'unknown-reference', 10, 14, /"input" has no property "agee"\. Did you mean "age"\?/],
    ['input["get-sun"]', 'unknown-reference', 5, 16, /no property "get-sun"\. Did you mean "get-sum"\?/],
    ['maybe?.nope', 'unknown-reference', 7, 11, /"maybe" has no property "nope"/],
    ['input.address?.town', 'unknown-reference', 15, 19, /"input\.address" has no property "town"/],
    ['either.c', 'unknown-reference', 7, 8, /no property "c"/],
    ['closed.x', 'unknown-reference', 7, 8, /no property "x"/],
    ['merged.y', 'unknown-reference', 7, 8, /no property "y"/],
    ['input.tags.map(t, t + inptu.name)', 'unknown-reference', 22, 27, /Did you mean "input"/],
    ["{'n': 1}.m", 'unknown-reference', 9, 10, /no property "m"/],
    ['input.name.first', 'expression-type', 11, 16, /Cannot read "first" of a string/],
    ['input.name[0]', 'expression-type', 10, 13, /Cannot index a string/],
    ['input.tags["x"]', 'expression-type', 11, 14, /index of a list is a whole number, not a string/],
    ['input[0]', 'expression-type', 6, 7, /index of an object is a string, not a number/],
    ['absent.x', 'expression-type', 7, 8, /always null/],
    ['input.age + input.name', 'expression-type', 10, 11, /"\+" takes .* not a number and a string/],
    ['input.age < "5"', 'expression-type', 10, 11, /"<" takes .* not a number and a string/],
    ['!input.age', 'expression-type', 0, 1, /"!" takes a bool, not a number/],
    ['input.age && true', 'expression-type', 10, 12, /"&&" takes two bools, not a number/],
    ['input.age ? 1 : 2', 'expression-type', 10, 11, /is a bool, not a number/],
    ['1 in 5', 'expression-type', 2, 4, /looks into a list or an object, not a number/],
    ['size(input.age)', 'expression-type', 11, 14, /"size" takes a string or a list or an object, not a number/],
    ['input.map(x, x)', 'expression-type', 6, 9, /"map" takes a list, not an object/],
    ['input.tags.filter(t, t)', 'expression-type', 21, 22, /body of "filter" is a bool, not a string/],
  ])('in %s', (source, code, at, end, message) => {
    const { problems } = check(source);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code, severity: 'error', at, end });
    expect(problems[0]?.message).toMatch(message);
  });

  it('are all reported', () => {
    expect(check('input.a + input.b + nobody').problems).toHaveLength(3);
  });

  it('count from the start of the text the expression was cut from', () => {
    const result = parseExpression('  inputs');
    expect(result.ok && checkExpression(result.expression, scope).problems).toMatchObject([{ at: 2, end: 8 }]);
  });

  it('spare what dyn() wraps, but not names', () => {
    expect(check('dyn(input.nope)').problems).toEqual([]);
    expect(check('dyn(inptu.nope)').problems).toMatchObject([{ code: 'unknown-reference' }]);
  });
});

describe('warnings', () => {
  it.each<[string, RegExp]>([
    ['maybe.name', /Reading "name" fails when "maybe" is null/],
    ['input.address.city', /Reading "city" fails when "input\.address" is null/],
    ['input.nick + "x"', /"\+" fails when its left side is null/],
    ['size(input.nick)', /takes a string or a list or an object, and this may be null/],
    ['(maybe?.tags).map(t, t)', /"map" takes a list, and this may be null/],
    ['input.age == "5"', /compares a number with a string, so it is always false/],
    ['input.level == "hihg"', /not one of the possible values, so this is always false\. Did you mean "high"/],
  ])('for %s', (source, message) => {
    const { problems } = check(source);
    expect(problems).toMatchObject([{ code: 'expression-type', severity: 'warning' }]);
    expect(problems[0]?.message).toMatch(message);
  });

  it.each([
    'maybe != null && maybe.age > 1',
    'maybe == null || maybe.age > 1',
    '!(maybe == null) ? maybe.age : 1',
    'maybe?.nick != null ? maybe.nick + "x" : ""',
    'input.address?.city == null ? "" : input.address.city + "!"',
    'input.name != null',
    'input.level == "low"',
    'maybe?.address?.city == "x"',
  ])('are not given for %s', (source) => {
    expect(check(source).problems).toEqual([]);
  });

  it('come back inside a macro whose variable hides the guarded name', () => {
    expect(check('maybe != null && [input.nick].exists(maybe, size(maybe) > 1)').problems).toHaveLength(1);
  });
});
