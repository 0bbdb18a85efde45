import { describe, expect, it } from 'vitest';
import { checkTemplate } from '../../../compiler/expressions/check-template.ts';
import type { Json, JsonSchema } from '../../../plan/json.ts';
import { parseTemplate } from '../../../plan/expressions/template.ts';
import type { Template } from '../../../plan/expressions/template.ts';

const scope: Record<string, JsonSchema> = {
  input: {
    type: 'object',
    properties: { id: { type: 'string' }, note: { type: 'string' }, tags: { type: 'array' } },
    required: ['id', 'tags'],
  },
};

function read(value: Json): Template {
  const result = parseTemplate(value);
  if (result.ok) return result.template;
  throw new Error(result.problems[0]?.message);
}

describe('checkTemplate', () => {
  it('infers the schema of a whole value', () => {
    const { schema, problems } = checkTemplate(read({ a: '${{ input.id }}', b: ['x ${{ input.id }}'], c: 1 }), scope);
    expect(problems).toEqual([]);
    expect(schema).toEqual({
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { type: 'array', items: { type: 'string' } },
        c: { type: 'integer', const: 1 },
      },
      required: ['a', 'b', 'c'],
      additionalProperties: false,
    });
  });

  it('does not require a property that is left out when it is null', () => {
    const value = read('${{ input.note }}');
    if (value.kind !== 'expression') throw new Error('expected an expression');
    const entries = [{ key: 'note', value: { ...value, omitNull: true as const } }];
    expect(checkTemplate({ kind: 'object', entries }, scope).schema).toMatchObject({
      properties: { note: { type: 'string' } },
      required: [],
    });
  });

  it('says in which string of the value a problem stands', () => {
    const { problems } = checkTemplate(read({ a: ['ok', 'id ${{ input.idd }}'] }), scope);
    expect(problems).toMatchObject([{ code: 'unknown-reference', within: ['a', 1], at: 13, end: 16 }]);
  });

  it('refuses lists inside text and warns about null there', () => {
    expect(checkTemplate(read('t ${{ input.tags }}'), scope).problems).toMatchObject([
      { severity: 'error', at: 6, end: 16 },
    ]);
    expect(checkTemplate(read('t ${{ input.note }}'), scope).problems).toMatchObject([{ severity: 'warning' }]);
    expect(checkTemplate(read("t ${{ input.note ?? '' }}"), scope).problems).toEqual([]);
  });
});
