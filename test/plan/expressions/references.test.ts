import { describe, expect, it } from 'vitest';
import { references, templateReferences } from '../../../plan/expressions/references.ts';
import { parseTemplate } from '../../../plan/expressions/template.ts';
import { parsed } from './support.ts';

const read = (source: string): string[] =>
  references(parsed(source)).map(({ root, path, optional }) => [root, ...path].join('.') + (optional ? '?' : ''));

describe('references', () => {
  it.each<[string, string[]]>([
    ['1 + 2', []],
    ['input', ['input']],
    ['steps.charge.output.id', ['steps.charge.output.id']],
    ['steps["get-sum"].output', ['steps.get-sum.output']],
    ['input.items[0].name', ['input.items']],
    ['input.items[input.n].name', ['input.items', 'input.n']],
    ['input[key].x', ['input', 'key']],
    ['input.a?.b', ['input.a.b?']],
    ['input.a ?? input.b', ['input.a?', 'input.b']],
    ['coalesce(input.a, input.b)', ['input.a?', 'input.b?']],
    ['(input.a?.b) ?? 1', ['input.a.b?']],
    ['(input.a + 1) ?? 1', ['input.a']],
    ['input.list.map(x, x.id + input.y + index)', ['input.list', 'input.y', 'index']],
    ['input.list.map(x, x).filter(y, y > x)', ['input.list', 'x']],
    ['(input.list ?? []).exists(x, x)', ['input.list?']],
    ["{'k': a}.k", ['a']],
    ['size(a.b) > 0 ? !c : -d', ['a.b', 'c', 'd']],
  ])('of %s', (source, expected) => {
    expect(read(source)).toEqual(expected);
  });

  it('carry their place', () => {
    expect(references(parsed('1 + steps.a["b"].c'))).toMatchObject([{ at: 4, end: 18 }]);
    expect(references(parsed('1 + a'))).toMatchObject([{ at: 4, end: 5 }]);
  });

  it('of a template carry the place of their string, and their place in it', () => {
    const result = parseTemplate({ a: ['x', 'id ${{ input.id }}'] });
    expect(result.ok && templateReferences(result.template)).toEqual([
      { root: 'input', path: ['id'], optional: false, at: 7, end: 15, within: ['a', 1] },
    ]);
  });
});
