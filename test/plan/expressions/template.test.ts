import { describe, expect, it } from 'vitest';
import type { Json } from '../../../plan/json.ts';
import { evaluateTemplate, evaluateUri } from '../../../plan/expressions/evaluate-template.ts';
import { parseTemplate, parseText } from '../../../plan/expressions/template.ts';
import type { Template } from '../../../plan/expressions/template.ts';
import { errorOf } from './support.ts';

const scope = { input: { id: 'a/b c', n: 3, yes: true, none: null, list: [1] } };

describe('parseText', () => {
  it.each<[string, Json]>([
    ['plain', 'plain'],
    ['${{ input.n }}', 3],
    ['${{input.list}}', [1]],
    ['${{ input.none }}\n', null],
    [' ${{ input.n }}', ' 3'],
    ['n=${{ input.n }}, yes=${{ input.yes }}!', 'n=3, yes=true!'],
    ['${{ input.n }}${{ input.n }}', '33'],
    ["${{ '}}' }}", '}}'],
    ["${{ {'a': {'b': 1}} }}", { a: { b: 1 } }],
    ["${{ {'a': {'b': 1}}}}", { a: { b: 1 } }],
    ['$${{ input.n }}', '${{ input.n }}'],
    ['$${{ x }} and ${{ input.n }}', '${{ x }} and 3'],
    ['$ {{ ${ }} $', '$ {{ ${ }} $'],
    ['price: $$${{ input.n }}', 'price: $${{ input.n }}'],
    ["${{ input.id == 'x' ? 'y' : '${{' }}", '${{'],
  ])('%j gives %j', (text, value) => {
    expect(evaluateTemplate(template(text), scope)).toEqual(value);
  });

  it('says where the expression stands in the text', () => {
    expect(template('ab ${{  input.n }}')).toMatchObject({ parts: ['ab ', { source: 'input.n', start: 8 }] });
  });

  it('reports the problems of every expression with places in the text', () => {
    const result = parseText('x ${{ 1 + }} y ${{ foo(1) }}');
    expect(result).toMatchObject({ ok: false, problems: [{ at: 10 }, { at: 19, end: 22, unknown: { word: 'foo' } }] });
  });

  it('points at the opening of an expression that is never closed', () => {
    expect(parseText('ab ${{ input.n')).toMatchObject({ ok: false, problems: [{ at: 3, end: 6 }] });
    expect(parseText('ab ${{ "input.n }}')).toMatchObject({ ok: false, problems: [{ at: 7, end: 8 }] });
  });
});

describe('parseTemplate', () => {
  it('keeps what holds no expression as one literal', () => {
    expect(parseTemplate({ a: [1, 'x'], b: '$${{' })).toEqual({
      ok: true,
      template: { kind: 'literal', value: { a: [1, 'x'], b: '${{' } },
    });
  });

  it('fills in expressions wherever they stand', () => {
    const value = { a: ['${{ input.n }}', 1], b: { c: 'n ${{ input.n }}' }, d: true };
    expect(evaluateTemplate(template(value), scope)).toEqual({ a: [3, 1], b: { c: 'n 3' }, d: true });
  });

  it('names the place of a problem', () => {
    expect(parseTemplate({ a: ['ok', '${{ }}'] })).toMatchObject({ ok: false, problems: [{ path: ['a', 1] }] });
  });
});

describe('evaluateTemplate', () => {
  it('leaves a key out when its value is null and may be left out', () => {
    const none = template('${{ input.none }}');
    const optional = none.kind === 'expression' ? { ...none, omitNull: true as const } : none;
    const entries = [
      { key: 'kept', value: none },
      { key: 'left', value: optional },
    ];
    expect(evaluateTemplate({ kind: 'object', entries }, scope)).toEqual({ kept: null });
  });

  it.each([
    ['a ${{ input.none }}', /cannot be null/],
    ['a ${{ input.list }}', /cannot be a list; use to_json/],
    ['a ${{ input.nope.x }}', /Cannot read "x" of null/],
  ])('%s fails', (text, message) => {
    expect(errorOf(() => evaluateTemplate(template(text), scope)).message).toMatch(message);
  });

  it('bounds the whole value, not only each expression', () => {
    const big = { text: 'x'.repeat(200_000) };
    const value = template({ a: '${{ text }}', b: '${{ text }}' });
    expect(errorOf(() => evaluateTemplate(value, big)).message).toMatch(/larger than 256 kB/);
  });
});

describe('evaluateUri', () => {
  it('percent-encodes what expressions put into text', () => {
    expect(evaluateUri(template('crm://customers/${{ input.id }}?n=${{ input.n }}'), scope)).toBe(
      'crm://customers/a%2Fb%20c?n=3',
    );
  });

  it('takes an address that is one expression as it is, if it is a string', () => {
    expect(evaluateUri(template('${{ "a://" + input.id }}'), scope)).toBe('a://a/b c');
    expect(errorOf(() => evaluateUri(template('${{ input.n }}'), scope)).message).toMatch(/is a string, not a number/);
  });
});

function template(value: Json): Template {
  const result = parseTemplate(value);
  if (result.ok) return result.template;
  throw new Error(result.problems.map(({ message }) => message).join(' '));
}
