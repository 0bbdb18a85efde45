import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hideIntegers,
  hideInText,
  parseJson,
  revealIntegers,
  roundIntegers,
  showInText,
  stringifyJson,
} from '../../../plan/numbers/json-text.ts';

const order = 3544790567247868102n;

describe('reading', () => {
  it.each([
    ['9007199254740991', 9007199254740991],
    ['-9007199254740991', -9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['1208925819614629174706176', 2n ** 80n],
    ['9007199254740993.0', 9007199254740992],
    ['9007199254740993e0', 9007199254740992],
    ['1e20', 1e20],
    ['0.30000000000000004', 0.30000000000000004],
    ['1.2345678901234567890', 1.2345678901234568],
    ['1e1234567890123456', Infinity],
    [' 9007199254740993 ', 9007199254740993n],
    ['"9007199254740993"', '9007199254740993'],
    ['"a, 9007199254740993, b"', 'a, 9007199254740993, b'],
    [String.raw`"\\", 1`.slice(0, 4), '\\'],
  ])('%s', (text, value) => {
    expect(parseJson(text)).toStrictEqual(value);
  });

  it('reads integers wherever they stand, and the rest as the native function does', () => {
    const text = `{"a":[1,${order},{"b":-${order}}],"s":"\\"${order}","${order}":true,"c":1.5}`;
    expect(parseJson(text)).toStrictEqual({
      a: [1, order, { b: -order }],
      s: `"${order}`,
      [String(order)]: true,
      c: 1.5,
    });
  });

  it('keeps a key "__proto__" as a plain member', () => {
    const value = parseJson(`{"__proto__":{"a":${order}},"b":${order}}`) as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(value, '__proto__')?.value).toStrictEqual({ a: order });
  });

  it.each([
    ['a text of digits', (digits: string) => `"${digits}"`],
    ['a fraction', (digits: string) => `0.${digits}`],
    ['a number with an exponent', (digits: string) => `[${digits}e1]`],
    ['texts of sixteen digits', (digits: string) => `["${digits.replaceAll(/(.{16})/g, '$1","')}"]`],
  ])('looks at no digit again and again: %s', (_what, textOf) => {
    // Quadratic, this would take some minutes.
    const text = textOf('1'.repeat(2_000_000));
    expect(parseJson(text)).toStrictEqual(JSON.parse(text));
    expect(hideInText(text)).toBe(text);
  });

  it('reads whatever depth the native function reads', () => {
    let value = parseJson(`${'['.repeat(20_000)}${order}${']'.repeat(20_000)}`);
    while (Array.isArray(value)) [value] = value as unknown[];
    expect(value).toBe(order);
  });

  it('reads an integer of more than a thousand digits as no number that anybody takes', () => {
    expect(parseJson('9'.repeat(1_001))).toBe(Infinity);
    expect(parseJson('9'.repeat(1_000))).toBe(10n ** 1_000n - 1n);
  });

  it.each([
    `{${order}:1}`,
    `{"a":0${order}}`,
    `[${order}`,
    `[${order}x]`,
    `.${order}`,
    `-`,
    `[-]`,
    `"a"${order}`,
    `[${order} ${order}]`,
    `{"a":${order},}`,
    `0x${order}`,
    `+${order}`,
  ])('refuses %s as the native function does', (text) => {
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});

describe('writing', () => {
  it('writes plain digits, compact and indented', () => {
    expect(stringifyJson({ a: [order, -order], b: 'x' })).toBe(`{"a":[${order},-${order}],"b":"x"}`);
    expect(stringifyJson({ a: order }, 2)).toBe(`{\n  "a": ${order}\n}`);
    expect(stringifyJson(order)).toBe(String(order));
  });

  it('leaves out what the native function leaves out, and refuses a circle', () => {
    const circle: Record<string, unknown> = { order };
    circle['self'] = circle;
    expect(stringifyJson({ a: undefined, b: () => 1, c: order, d: new Date(0) })).toBe(
      `{"c":${order},"d":"1970-01-01T00:00:00.000Z"}`,
    );
    expect(() => stringifyJson(circle)).toThrow(TypeError);
  });
});

const leaf = fc.oneof(
  fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map((value) => {
    const double = Number(value);
    return Number.isSafeInteger(double) ? double : value;
  }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !isWrittenAsBig(value)),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\uE000', '\uE000n12345678901234567', '\uE000s', '"\uE000n1', '\\', '12345678901234567890'),
  fc.boolean(),
  fc.constant(null),
);
const key = fc.oneof(fc.string(), fc.constantFrom('\uE000n1', '\uE000s', '12345678901234567890', '__proto'));
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value')),
    fc.dictionary(key, tie('value'), { noNullPrototype: true }),
  ),
})).value;

/** JSON writes such a double as digits, and digits are read exactly. */
function isWrittenAsBig(value: number): boolean {
  return Object.is(value, -0) || (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21);
}

describe('whatever the value', () => {
  it('comes back digit for digit, compact and indented', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, 2), (value, indent) => {
        expect(parseJson(stringifyJson(value, indent))).toStrictEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it('passes through a library that reads and writes JSON by itself', () => {
    fc.assert(
      fc.property(json, (value) => {
        const inside: unknown = JSON.parse(hideInText(stringifyJson(value)));
        expect(revealIntegers(inside)).toStrictEqual(value);
        expect(showInText(JSON.stringify(hideIntegers(value)))).toBe(stringifyJson(value));
      }),
      { numRuns: 500 },
    );
  });

  it('reads ordinary text as the native function does', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.string({ unit: fc.constantFrom(...Array.from('0123456789.-e"\\,:[]{} ')) })),
        (text) => {
          const read = (parse: (text: string) => unknown): unknown => {
            try {
              return { value: parse(text) };
            } catch (error) {
              return { error: (error as Error).name };
            }
          };
          expect(roundIntegers(read(parseJson))).toStrictEqual(read(JSON.parse));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

it('gives the value itself where nothing is to be changed', () => {
  const value = { a: [1, { b: 'x' }] };
  expect(revealIntegers(value)).toBe(value);
  expect(hideIntegers(value)).toBe(value);
  expect(roundIntegers(value)).toBe(value);
});
