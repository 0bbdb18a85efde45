import { describe, expect, it } from 'vitest';
import type { Json } from '../../../plan/json.ts';
import { createBudget } from '../../../plan/expressions/budget.ts';
import { evaluate } from '../../../plan/expressions/evaluate.ts';
import { errorOf, parsed, valueOf } from './support.ts';

const scope: Record<string, Json> = {
  input: { name: 'Ada', age: 36, tags: ['a', 'b'], none: null, 'odd-key': 1 },
  steps: { charge: { output: null, status: 'skipped' } },
  words: ['x', 'yy'],
};

describe('evaluate', () => {
  const values: [string, Json][] = [
    ['1 + 2 * 3', 7],
    ['-2 - -3', 1],
    ['7 / 2', 3.5],
    ['-7 % 3', -1],
    ['0x10 + .5', 16.5],
    ['1e3', 1000],
    ['-0.0', 0],
    ["'a' + 'b'", 'ab'],
    ['[1] + [2]', [1, 2]],
    ['1 < 2 && "b" > "a" && false < true', true],
    ["'\\U0001F431' > '\\uFFFD'", true],
    ["1 == '1'", false],
    ["{'a': [1, {'b': null}]} == {'a': [1, {'b': null}]}", true],
    ['[1] != [1, 2]', true],
    ["'b' in input.tags", true],
    ["'name' in input && !('x' in input)", true],
    ['input.age > 30 ? "old" : "young"', 'old'],
    ['input["odd-key"] + input["age"]', 37],
    ['input.absent', null],
    ['input.none ?? input.absent ?? "d"', 'd'],
    ['false ?? true', false],
    ['steps.charge.output?.id', null],
    ['steps.charge.output?.id.deep["x"][0]', null],
    ['steps.charge.output?.[0]', null],
    ['words[1]', 'yy'],
    ['words?.[7]', null],
    ['words.map(w, size(w))', [1, 2]],
    [
      'words.map(w, words.map(v, w + v))',
      [
        ['xx', 'xyy'],
        ['yyx', 'yyyy'],
      ],
    ],
    ['words.filter(w, size(w) > 1)', ['yy']],
    ['words.exists(w, w.nope || w == "yy")', true],
    ['words.all(w, size(w) == 1 && 1 / 0 > 1)', false],
    ['[].all(x, false) && ![].exists(x, true)', true],
    ['unknown || true', true],
    ['false && unknown', false],
    ['1 > 0 || "text"', true],
    ['{"k": 1, "l": {"m": [null]},}', { k: 1, l: { m: [null] } }],
    ['coalesce(input.none, input.absent, 3, unknown)', 3],
    ['coalesce(null)', null],
    ['input // the whole\n .name', 'Ada'],
  ];

  it.each(values)('%s is %j', (source, value) => {
    expect(valueOf(source, scope)).toEqual(value);
  });

  it.each<[string, number, RegExp]>([
    ["'x' + 1", 5, /"\+" takes two numbers, two strings or two lists, not a string and a number/],
    ['1 - null', 3, /"-" takes two numbers, not a number and null/],
    ['[1] < [2]', 5, /"<" takes two numbers, two strings or two bools, not a list and a list/],
    ['1 / 0', 3, /cannot divide by zero/],
    ['5 % 0', 3, /cannot divide by zero/],
    ['9007199254740991 + 1', 18, /beyond 2\^53 - 1/],
    ['!1', 1, /"!" takes a bool, not a number/],
    ['1 ? 2 : 3', 3, /is a bool, not a number/],
    ['true && 1', 6, /"&&" takes two bools, not a number/],
    ['1 in "abc"', 3, /write contains\(text, part\)/],
    ['steps.charge.output.id', 21, /Cannot read "id" of null; write "\?\.id"/],
    ['(steps.charge?.output).id', 24, /Cannot read "id" of null/],
    ['(steps.charge.output?.id).x', 27, /Cannot read "x" of null/],
    ['input.name.first', 12, /Cannot read "first" of a string/],
    ['input[0]', 6, /index of an object is a string/],
    ['words["0"]', 6, /index of a list is a whole number, not a string/],
    ['words[0.5]', 6, /whole number, not 0.5/],
    ['words[2]', 6, /index 2 is outside a list of 2 items/],
    ['words[-1]', 6, /outside a list/],
    ['null[0]', 5, /Cannot index null/],
    ['input["__proto__"]', 6, /never readable/],
    ['input["const" + "ructor"]', 6, /never readable/],
    ['nobody', 1, /nothing named "nobody"/],
    ['toString', 1, /nothing named "toString"/],
    ['input.map(x, x)', 7, /"map" takes a list, not an object; write keys\(x\)\.map/],
    ['words.filter(w, w)', 17, /body of "filter" gives a bool, not a string/],
    ["{'a': 1, 'a': 2}", 10, /"a" is given twice/],
    ['{input.age: 1}', 8, /keys of an object are strings, not a number/],
    ["{'__pro' + 'to__': 1}", 10, /"__proto__" is not allowed/],
    ['words.exists(w, w == 1 || w.x)', 29, /Cannot read "x" of a string/],
    ['size(1)', 6, /"size" takes a string, a list or an object, not a number/],
  ])('%s fails at column %d', (source, column, message) => {
    const error = errorOf(() => valueOf(source, scope));
    expect(error.message).toMatch(message);
    expect(error).toMatchObject({ code: 'expression-error', column, source });
    expect(error.message).toContain(`(column ${column} of "${source}")`);
  });

  it('reads own properties only', () => {
    expect(valueOf('input.toString', scope)).toBeNull();
    expect(valueOf('input["hasOwnProperty"]', scope)).toBeNull();
    expect(valueOf('"toString" in input', scope)).toBe(false);
  });

  it('does not confuse a macro variable with a root of the same name', () => {
    expect(valueOf('words.map(input, input + "!")', scope)).toEqual(['x!', 'yy!']);
  });
});

describe('limits of evaluation', () => {
  const list = Array.from({ length: 2000 }, (_, index) => index);

  it.each([
    'list.map(x, list.map(y, x * y))',
    'list.exists(x, list.all(y, x + y < 0 && false) || false)',
    'list.map(x, text + text)',
    'list.map(x, replace(text, "a", text))',
    'list.map(x, sha256(text))',
    'list.map(x, split(text, ""))',
    'list.map(x, list + list)',
    'list.filter(x, list == list + [1] || list == list)',
    'replace(text, "", text)',
    'join(split(text, ""), text)',
  ])('stops %s', (source) => {
    const error = errorOf(() => valueOf(source, { list, text: 'a'.repeat(100_000) }));
    expect(error.message).toMatch(/more evaluation steps than are allowed/);
  });

  it('is what fails, even after another failure that || would absorb', () => {
    for (const source of [
      'list.map(x, list.map(y, y)) == [] || true',
      '1 / 0 > 1 || list.map(x, list.map(y, y)) == []',
    ]) {
      expect(errorOf(() => valueOf(source, { list })).message).toMatch(/evaluation steps/);
    }
  });

  it('shares one budget between expressions', () => {
    const budget = createBudget(5);
    evaluate(parsed('1 + 1'), {}, budget);
    expect(errorOf(() => evaluate(parsed('1 + 1'), {}, budget)).message).toMatch(/evaluation steps/);
  });

  it('refuses a value that is larger than 256 kB', () => {
    expect(valueOf('text', { text: 'x'.repeat(262_142) })).toHaveLength(262_142);
    expect(errorOf(() => valueOf('text', { text: 'x'.repeat(262_143) })).message).toMatch(/larger than 256 kB/);
    expect(errorOf(() => valueOf('to_json(o)', { o: ['x'.repeat(300_000)] })).message).toMatch(/256 kB/);
  });

  it('survives values that are nested very deeply', () => {
    const text = '['.repeat(5000) + ']'.repeat(5000);
    const deep = JSON.parse(text) as Json;
    for (const source of ['deep', 'to_json(deep)', 'parse_json(text)']) {
      const scope = { deep, text };
      expect(errorOf(() => valueOf(source, scope)).message).toMatch(/nested more than 500 levels/);
    }
    expect(valueOf('deep == other', { deep, other: JSON.parse(text) as Json })).toBe(true);
  });
});
