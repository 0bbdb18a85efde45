import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareNumbers, isSameNumber, type JsonNumber } from '../../../plan/numbers/exact-number.ts';
import { parseJson, stringifyJson } from '../../../plan/numbers/json-text.ts';

it.each<[JsonNumber, JsonNumber, number]>([
  [9007199254740993n, 9007199254740992n, 1],
  [9007199254740993n, 9007199254740991, 1],
  [-9007199254740993n, -9007199254740991, -1],
  [3544790567247868000, 3544790567247868000n, 0],
  [1e20, 100000000000000000000n, 0],
  [1.5e300, 10n ** 300n, 1],
  [Infinity, 10n ** 400n, 1],
  [0.5, 9007199254740993n, -1],
  [2, 3, -1],
])('%s against %s', (left, right, expected) => {
  expect(Math.sign(compareNumbers(left, right))).toBe(expected);
  expect(isSameNumber(left, right)).toBe(expected === 0);
});

it('a number is the same before and after its way through JSON', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(isSameNumber(value + 0, parseJson(stringifyJson(value + 0)) as JsonNumber)).toBe(true);
    }),
  );
});
