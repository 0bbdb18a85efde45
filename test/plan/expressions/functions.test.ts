import { describe, expect, it } from 'vitest';
import type { Json } from '../../../plan/json.ts';
import { FUNCTION_NAMES } from '../../../plan/expressions/functions/table.ts';
import { errorOf, valueOf } from './support.ts';

const INTEGERS = [9007199254740991, -9007199254740993n, 12345678901234567890n];

const values: [string, Json][] = [
  ['size("a🐱é")', 3],
  ['size([1, 2]) + size({"a": 1})', 3],
  ['string(1.5) + string(true) + string("x")', '1.5truex'],
  ['int("-12") + int(3.9) + int(-3.9)', -12],
  ['[int("9007199254740991"), int("-9007199254740993"), int("00012345678901234567890")]', INTEGERS],
  ['double("1.5e1")', 15],
  ['lower_ascii("ÀBC") + upper_ascii("àbc")', 'ÀbcàBC'],
  ['trim("  a b\\n")', 'a b'],
  ['split("a,b,,", ",")', ['a', 'b', '', '']],
  ['split("aé🐱", "")', ['a', 'é', '🐱']],
  ['join(["a", "b"], "-") + join([]) + join(["c", "d"])', 'a-bcd'],
  ['starts_with("abc", "ab") && ends_with("abc", "bc") && contains("abc", "b")', true],
  ['[index_of("🐱ab", "b"), index_of("ab", "z"), index_of("ab", "")]', [2, -1, 0]],
  ['substring("🐱abc", 1) + substring("🐱abc", 0, 1)', 'abc🐱'],
  ['replace("a.b.c", ".", "$&")', 'a$&b$&c'],
  ['replace("ab", "", "-")', '-a-b-'],
  ['sum([1, 2, 3.5]) + sum([])', 6.5],
  ['[round(1.005, 2), round(0.1 * 3, 2), round(0.29 * 100), round(19.999, 0)]', [1.01, 0.3, 29, 20]],
  ['[round(2.5), round(-2.5), round(0.5), round(-0.4), round(-1.005, 2)]', [3, -3, 1, 0, -1.01]],
  [
    '[round(1e-300, 15), round(123.456, 15), round(4503599627370495.5), round(7, 2)]',
    [0, 123.456, 4503599627370496, 7],
  ],
  ['[round(0.1 * 3 + 1.1 * 3, 2), int(round(0.57 * 100))]', [3.6, 57]],
  ['[floor(-1.5), floor(1.5), ceil(-1.5), ceil(-0.5), ceil(1.5)]', [-2, 1, -1, 0, 2]],
  ['[abs(-1.5), abs(1.5), abs(-3)]', [1.5, 1.5, 3]],
  ['[min([3, 1, 2]), max([3, 1, 2])]', [1, 3]],
  ['[min(["b", "a"]), max([])]', ['a', null]],
  ['[first([1, 2]), last([1, 2]), first([]), last([])]', [1, 2, null, null]],
  ['keys({"b": 1, "a": 2, "10": 3})', ['10', 'a', 'b']],
  ['sha256("abc")', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['coalesce(null, 2)', 2],
  ['parse_json("{\\"a\\": [1, null]}")', { a: [1, null] }],
  ['to_json({"a": [1, null]})', '{"a":[1,null]}'],
  ['dyn(1) == 1', true],
];

describe('functions', () => {
  it.each(values)('%s', (source, value) => {
    expect(valueOf(source)).toEqual(value);
  });

  it('are all shown by an example here', () => {
    const shown = values.map(([source]) => source).join(' ');
    expect(FUNCTION_NAMES.filter((name) => !shown.includes(`${name}(`))).toEqual([]);
  });

  it.each<[string, RegExp]>([
    ['int("1.5")', /"int" cannot read "1.5" as a whole number/],
    [`int("${'9'.repeat(1001)}")`, /cannot read/],
    ['int(1e21)', /beyond 2\^53/],
    ['double(9007199254740993)', /"double" gives a number beyond 2\^53/],
    ['round(1.5, -1)', /"round" takes a whole number of digits from 0 to 15, not -1/],
    ['round(1.5, 16)', /not 16/],
    ['round(1.5, 0.5)', /not 0.5/],
    ['round(1.5, 9007199254740993)', /not 9007199254740993/],
    ['round("1")', /"round" takes a number, not a string/],
    ['int(" 1")', /cannot read/],
    ['double("NaN")', /"double" cannot read "NaN"/],
    ['double("1e999")', /cannot read/],
    ['string(null)', /"string" takes a string, a number or a bool, not null/],
    ['string([])', /not a list/],
    ['join([1])', /takes a list of strings, and item 0 is none/],
    ['substring("abc", 2, 1)', /cannot cut from 2 to 1 out of 3 characters/],
    ['substring("abc", 0, 9)', /cannot cut/],
    ['substring("abc", 0.5)', /cannot cut/],
    ['sum(["a"])', /takes a list of numbers, and found a string/],
    ['sum([9007199254740991, 1])', /beyond 2\^53/],
    ['min([1, "a"])', /list of numbers or a list of strings, and found a string/],
    ['max([null])', /found null/],
    ['keys([])', /"keys" takes an object, not a list/],
    ['parse_json("{")', /cannot read "\{" as JSON/],
    ['parse_json("1e999")', /too large/],
    ['parse_json("[{\\"__proto__\\": 1}]")', /met the key "__proto__"/],
    ['starts_with("a", 1)', /"starts_with" takes a string, not a number/],
  ])('%s fails', (source, message) => {
    expect(errorOf(() => valueOf(source)).message).toMatch(message);
  });
});
