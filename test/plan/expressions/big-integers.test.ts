import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../plan/json.ts';
import type { Template } from '../../../plan/expressions/template.ts';
import { evaluate } from '../../../plan/expressions/evaluate.ts';
import { evaluateTemplate } from '../../../plan/expressions/evaluate-template.ts';
import { ExpressionError } from '../../../plan/expressions/errors.ts';
import { FUNCTIONS } from '../../../plan/expressions/functions/table.ts';
import { parseExpression } from '../../../plan/expressions/parse.ts';
import { parseTemplate } from '../../../plan/expressions/template.ts';
import { parseJson, stringifyJson } from '../../../plan/numbers/json-text.ts';
import { errorOf, parsed, valueOf } from './support.ts';

const scope = {
  a: 9007199254740993n,
  b: 9007199254740992n,
  account: 3544790567247868102n,
  next: 3544790567247868103n,
  debt: -9007199254740993n,
  /** What a server wrote as 1e18 and as 9007199254740992.0. */
  written: 1e18,
  double: 9007199254740992,
  one: 1,
  half: 0.5,
};

describe('integers beyond 2^53', () => {
  it.each<[string, Json]>([
    ['account', 3544790567247868102n],
    ['23843037174560269', 23843037174560269n],
    ['-23843037174560269', -23843037174560269n],
    ['9007199254740991', 9007199254740991],
    ['-(account)', -3544790567247868102n],
    ['[a == b, a != b, a == 9007199254740993, a == "9007199254740993"]', [false, true, true, false]],
    ['[b == double, double == b, written == 1000000000000000000]', [true, true, true]],
    [
      '[a < b, a <= b, a > b, a >= b, a <= a, debt < one, half < a, written < account]',
      [...[false, false, true, true, true], ...[true, true, true]],
    ],
    ['[account in [next], next in [account, next], {"n": a} == {"n": b}, [a] == [a]]', [false, true, false, true]],
    ['[account, next, account].filter(n, n == account).map(n, n - account)', [0, 0]],
    [
      '[min([a, b, 1]), max([a, b, 1]), min([debt, 0]), max([b, double])]',
      [1, 9007199254740993n, -9007199254740993n, 9007199254740992n],
    ],
    [
      '[first([account]), last([account]), account ?? 1]',
      [3544790567247868102n, 3544790567247868102n, 3544790567247868102n],
    ],
    ['string(account) + string(-account)', '3544790567247868102-3544790567247868102'],
    ['int(account) == account && int(string(account)) == account', true],
    ['double(string(a))', 9007199254740992],
    ['[double(b), double(1e20)]', [9007199254740992, 1e20]],
    ['to_json({"n": account, "t": "3544790567247868102"})', '{"n":3544790567247868102,"t":"3544790567247868102"}'],
    ['parse_json("[3544790567247868102, 5, 1.5]")', [3544790567247868102n, 5, 1.5]],
    ['parse_json(to_json(account)) == account', true],
    ['[next - account, a - b, a + debt, a % 10, account % 1000, 5 % a]', [1, 1, 0, 3, 102, 5]],
    ['[a * 0, a / a, 0 / a, -a - debt]', [0, 1, 0, 0]],
    ['[floor(a), ceil(a), round(a), round(a, 2), abs(debt)]', Array<Json>(5).fill(9007199254740993n)],
    ['[sum([account, -account]), sum([b, -1]), sum([a, -2, debt]), sum([1, 2])]', [0, 9007199254740991, -2, 3]],
    ['[1]?.[a]', null],
    ['a > b ? "more" : "less"', 'more'],
  ])('%s', (source, value) => {
    expect(valueOf(source, scope)).toStrictEqual(value);
  });

  it.each<[string, RegExp]>([
    ['a + 1', /"\+" gives a number beyond 2\^53 - 1, which would not be exact/],
    ['a - one', /beyond 2\^53/],
    ['a * -1', /beyond 2\^53/],
    ['a + half', /beyond 2\^53/],
    ['account / 2', /beyond 2\^53/],
    ['a / 0', /cannot divide by zero/],
    ['a % 0', /cannot divide by zero/],
    ['sum([account, -one])', /"sum" gives a number beyond 2\^53/],
    ['sum([account, half, -account])', /"sum" gives a number beyond 2\^53/],
    ['double(a)', /"double" gives a number beyond/],
    ['[1, 2][a]', /The index 9007199254740993 is outside a list of 2 items/],
    ['{"a": 1}[a]', /index of an object is a string, not a number/],
    ['{"a": 1}.map(k, a)', /takes a list, not an object/],
    ['a.b', /Cannot read "b" of a number/],
    ['a[0]', /Cannot index a number/],
    ['a + "x"', /takes two numbers, two strings or two lists, not a number and a string/],
    ['!a', /takes a bool, not a number/],
    ['a && true', /two bools, not a number/],
    ['a ? 1 : 2', /is a bool, not a number/],
    ['[1].filter(x, a)', /gives a bool, not a number/],
    ['min([a, "1"])', /found a string/],
    ['substring("abc", a)', /cannot cut from 9007199254740992 to 3 out of 3/],
    ['substring("abc", 0, -a)', /cannot cut/],
    ['join([a])', /item 0 is none/],
    ['size(a)', /takes a string, a list or an object, not a number/],
    ['a in a', /looks into a list or an object, not a number/],
    [`parse_json("${'9'.repeat(1001)}")`, /too large/],
  ])('%s fails', (source, message) => {
    expect(errorOf(() => valueOf(source, scope)).message).toMatch(message);
  });

  it('stand in text with all their digits', () => {
    const template = templateOf({ text: 'order of ${{ account }}', n: '${{ account }}', fixed: 23843037174560269n });
    expect(evaluateTemplate(template, scope)).toStrictEqual({
      text: 'order of 3544790567247868102',
      n: 3544790567247868102n,
      fixed: 23843037174560269n,
    });
  });

  it('stay in a plan that was written and read', () => {
    const expression = parsed('[23843037174560269, -23843037174560269, 1e20, -123456789012345678.0, 1e30]');
    expect(parseJson(stringifyJson(expression))).toStrictEqual(expression);
  });
});

describe('a call of a plan that does not say "exact"', () => {
  it.each<[string, Json]>([
    ['parse_json("9007199254740993")', 9007199254740992],
    ['int("42")', 42],
  ])('%s is read as it was then', (source, value) => {
    const { exact, ...root } = parsed(source).root as { exact?: true } & ReturnType<typeof parsed>['root'];
    expect(exact).toBe(true);
    expect(evaluate({ source, start: 0, root }, {})).toBe(value);
  });

  it.each([
    ['int("9007199254740993")', /beyond 2\^53/],
    ['int("12345678901234567")', /cannot read/],
  ])('%s fails as it did then', (source, message) => {
    const { exact: _, ...root } = parsed(source).root as { exact?: true } & ReturnType<typeof parsed>['root'];
    expect(errorOf(() => evaluate({ source, start: 0, root }, {})).message).toMatch(message);
  });
});

describe('whatever is computed with them', () => {
  const number = fc.oneof(
    fc.constantFrom<Json>(
      0,
      1,
      -1,
      2,
      0.5,
      -0.5,
      1e18,
      -1e300,
      5e-324,
      9007199254740991,
      -9007199254740991,
      9007199254740992,
    ),
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.bigInt().filter((value) => !Number.isSafeInteger(Number(value))),
    fc.integer({ min: 16, max: 999 }).map((digits) => 10n ** BigInt(digits) - 1n),
  );
  const value: fc.Arbitrary<Json> = fc.oneof(
    { weight: 4, arbitrary: number },
    { weight: 1, arbitrary: fc.constantFrom<Json>(null, true, false, '', 'a', '9007199254740993') },
    { weight: 1, arbitrary: fc.array(number, { maxLength: 4 }) },
    { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('x', 'y'), number) },
  );
  const given = fc.record({ x: value, y: value, z: value });
  const binary = ['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', 'in', '??', '&&', '||'];
  const { any: source } = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.constantFrom('x', 'y', 'z', '9007199254740993', '-9007199254740993', '0', '1.5', '"9007199254740993"', '[]'),
      fc.tuple(tie('any'), fc.constantFrom(...binary), tie('any')).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      fc.tuple(fc.constantFrom('-', '!'), tie('any')).map(([operator, a]) => `${operator}(${a})`),
      fc.tuple(tie('any'), tie('any')).map(([a, b]) => `${a}[${b}]`),
      fc.tuple(tie('any'), tie('any')).map(([a, b]) => `[${a}, ${b}]`),
      fc.tuple(tie('any'), tie('any')).map(([a, b]) => `[${a}].map(m, m == ${b})`),
      fc.tuple(tie('any'), tie('any'), tie('any')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc
        .tuple(fc.constantFrom(...FUNCTIONS), fc.array(tie('any'), { minLength: 3, maxLength: 3 }))
        .map(([{ name, required, parameters }, args]) => {
          const most = Math.max(required, parameters.length);
          return `${name}(${args.slice(0, most).join(', ')})`;
        }),
    ),
  }));

  it('gives a value that JSON carries, or an ExpressionError and nothing else', () => {
    let values = 0;
    fc.assert(
      fc.property(source, given, (text, names) => {
        const result = parseExpression(text);
        if (!result.ok) return;
        try {
          const found = evaluate(result.expression, names);
          values += 1;
          expect(bigIntegersIn(found).every((n) => !Number.isSafeInteger(Number(n)))).toBe(true);
          stringifyJson(found);
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
        }
        try {
          evaluateTemplate(templateOf(`n\${{ ${text} }}`), names);
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
        }
      }),
      { numRuns: 5000 },
    );
    expect(values).toBeGreaterThan(500);
  });

  it('is an exact integer that a double holds, or an error, when the operands are integers', () => {
    const integer = fc.oneof(
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
      fc
        .integer({ min: -4, max: 4 })
        .chain((near) => fc.constantFrom(2n ** 53n + BigInt(near), -(2n ** 53n) + BigInt(near))),
    );
    const operators = {
      '+': (a: bigint, b: bigint) => a + b,
      '-': (a: bigint, b: bigint) => a - b,
      '*': (a: bigint, b: bigint) => a * b,
      '%': (a: bigint, b: bigint) => (b === 0n ? null : a % b),
    };
    fc.assert(
      fc.property(integer, integer, fc.constantFrom('+', '-', '*', '%'), (a, b, operator) => {
        const exact = operators[operator](a, b);
        const names = { x: asValue(a), y: asValue(b) };
        const isSafe = exact !== null && Number.isSafeInteger(Number(exact));
        if (isSafe) expect(valueOf(`x ${operator} y`, names)).toBe(Number(exact));
        else errorOf(() => valueOf(`x ${operator} y`, names));
        expect(valueOf('[x < y, x == y, x > y]', names)).toEqual([a < b, a === b, a > b]);
      }),
    );
  });
});

function asValue(integer: bigint): Json {
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}

function bigIntegersIn(value: Json): bigint[] {
  if (typeof value === 'bigint') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(bigIntegersIn) : [];
}

function templateOf(value: Json): Template {
  const result = parseTemplate(value);
  if (result.ok) return result.template;
  throw new Error(result.problems.map(({ message }) => message).join(' '));
}
