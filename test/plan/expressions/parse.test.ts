import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression } from '../../../plan/expressions/ast.ts';
import { createBudget } from '../../../plan/expressions/budget.ts';
import { ExpressionError } from '../../../plan/expressions/errors.ts';
import { evaluate } from '../../../plan/expressions/evaluate.ts';
import { parseExpression } from '../../../plan/expressions/parse.ts';
import { parseText } from '../../../plan/expressions/template.ts';
import { parsed, problemsOf, valueOf } from './support.ts';
import { typedExpression } from './typed-expression.ts';

describe('parseExpression', () => {
  it.each([
    ['1 + 2 * 3 - 4', '(1 + (2 * 3)) - 4'],
    ['-1 + 2', '(-1) + 2'],
    ['!true || true', '(!true) || true'],
    ['true || true && false', 'true || (true && false)'],
    ['1 + 1 == 2 && 3 > 2', '((1 + 1) == 2) && (3 > 2)'],
    ['null ?? false || true', 'null ?? (false || true)'],
    ['null ?? false ? 1 : 2', '(null ?? false) ? 1 : 2'],
    ['false ? 1 : true ? 2 : 3', 'false ? 1 : (true ? 2 : 3)'],
    ['10 - 3 - 2', '(10 - 3) - 2'],
    ['100 / 10 / 5', '(100 / 10) / 5'],
  ])('reads %s as %s', (source, explicit) => {
    expect(shape(parsed(source))).toEqual(shape(parsed(explicit)));
    expect(valueOf(source)).toEqual(valueOf(explicit));
  });

  it.each<[string, number, number, RegExp]>([
    ['', 0, 0, /empty/],
    ['  ', 2, 2, /empty/],
    ['1 +', 3, 3, /Expected a value, found the end/],
    ['(1', 2, 2, /Expected "\)"/],
    ['[1 2]', 3, 4, /Expected "," or "\]", found the number 2/],
    ['a b', 2, 3, /Expected the end of the expression, found "b"/],
    ['a = b', 2, 3, /"=" has no meaning/],
    ['a.', 2, 2, /property name after the dot/],
    ['a?b', 3, 3, /Expected ":"/],
    ["'abc", 0, 1, /begins with ' is never closed/],
    ["'a\nb'", 0, 1, /never closed/],
    ['"\\q"', 1, 3, /escape "\\q" is not known/],
    ['"\\ud800"', 1, 7, /not a Unicode code point/],
    ["b'x'", 0, 2, /no bytes/],
    ['5u', 0, 2, /no unsigned/],
    ['5px', 0, 2, /runs into "p"/],
    ['1e400', 0, 5, /larger than 2\^53/],
    ['0x20000000000001', 0, 16, /larger than 2\^53/],
    ['1'.repeat(1001), 0, 1001, /at most 1000 digits; this one has 1001/],
    ['sise(1)', 0, 4, /no function "sise"/],
    ['size()', 0, 4, /"size" takes 1 argument, not 0/],
    ['join()', 0, 4, /"join" takes 1 or 2 arguments, not 0/],
    ['coalesce()', 0, 8, /at least 1 argument/],
    ['a.size()', 2, 6, /no method "size"/],
    ['a?.map(x, x)', 3, 6, /cannot follow "\?\."/],
    ['a.map(x.y, 1)', 6, 7, /name of a variable/],
    ['a.map(x)', 7, 8, /Expected ","/],
    ['a.map(x, x.map(y, y.map(z, z)))', 20, 23, /nested at most 2/],
    ['for', 0, 3, /"for" is reserved/],
    ['a.__proto__', 2, 11, /never readable/],
    ['constructor', 0, 11, /never readable/],
    ['{1: 2}', 1, 2, /keys of an object are strings/],
    ["{'prototype': 2}", 1, 12, /never readable/],
    ['a`', 1, 2, /no meaning/],
  ])('reports a problem in %j', (source, at, end, message) => {
    const [problem] = problemsOf(source);
    expect(problem?.message).toMatch(message);
    expect(problem).toMatchObject({ at, end });
  });

  it('reports every unknown function, and names the functions there are', () => {
    const problems = problemsOf('sise(trimm(a))');
    expect(problems.map(({ unknown }) => unknown?.word).sort()).toEqual(['sise', 'trimm']);
    expect(problems[0]?.unknown?.candidates).toContain('size');
  });

  it('takes words as property names that cannot be names', () => {
    expect(valueOf('o.in + o.for + o.null', { o: { in: 1, for: 2, null: 3 } })).toBe(6);
  });
});

describe('limits of the source', () => {
  it.each<[string, string, RegExp]>([
    ['characters', `"${'x'.repeat(4095)}"`, /at most 4096 characters; this one has 4097/],
    ['nodes', Array(300).fill('1').join('+'), /at most 500/],
    ['parentheses', '('.repeat(2000) + '1' + ')'.repeat(2000), /at most 32 levels/],
    ['brackets', '['.repeat(4000), /at most 32 levels/],
    ['braces', "{'a':".repeat(800), /at most 32 levels/],
    ['negations', `${'!'.repeat(4000)}true`, /at most 32 levels/],
    ['conditionals', 'a?b:'.repeat(800) + 'c', /at most 32 levels/],
    ['calls', 'size('.repeat(800), /at most 32 levels/],
    ['indices', 'a['.repeat(1500), /at most 32 levels/],
  ])('too many %s are a problem', (_, source, message) => {
    expect(problemsOf(source)[0]?.message).toMatch(message);
  });

  it('allows what a person would write', () => {
    expect(valueOf(Array(32).fill('true').join(' && '))).toBe(true);
    expect(valueOf('('.repeat(30) + '1' + ')'.repeat(30))).toBe(1);
    expect(valueOf(Array(120).fill('1').join(' + '))).toBe(120);
    expect(valueOf(`a${'.a'.repeat(200)}`, { a: nest(201) })).toBe(1);
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    ...[
      '${{',
      '}}',
      '$',
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      '"',
      "'",
      "'''",
      '\\',
      '?.',
      '??',
      '&&',
      '?',
      ':',
      '.',
      ',',
      '!',
    ],
    ...[
      'a',
      'input',
      'size',
      'map',
      ' ',
      '\n',
      '//',
      '1',
      '.5',
      '1e',
      '0x',
      'null',
      'in',
      '-',
      '__proto__',
      '\ud800',
      '🐱',
    ],
  );
  const noise = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
  );

  it('is read as an expression or reported, within its own bounds', () => {
    fc.assert(
      fc.property(noise, (text) => {
        const result = parseExpression(text);
        if (result.ok) return;
        expect(result.problems.length).toBeGreaterThan(0);
        for (const { at, end } of result.problems) expect(0 <= at && at <= end && end <= text.length).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('is read as a template or reported, within its own bounds', () => {
    fc.assert(
      fc.property(noise, (text) => {
        const result = parseText(text);
        if (result.ok) return;
        for (const { at, end } of result.problems) expect(0 <= at && at <= end && end <= text.length).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('either has a value or fails with an ExpressionError', () => {
    const scope = { a: [1, 'x'], input: { a: null } };
    fc.assert(
      fc.property(noise, (text) => {
        const result = parseExpression(text);
        if (result.ok) attempt(result.expression, scope);
      }),
      { numRuns: 2000 },
    );
  });

  it('stays within any budget', () => {
    fc.assert(
      fc.property(typedExpression, fc.nat(30), (source, steps) => {
        const budget = createBudget(steps);
        const failed = attempt(parsed(source), scopeOfTyped, budget);
        expect(failed || budget.left >= 0).toBe(true);
      }),
    );
  });
});

it('a tree means the same after a round trip through JSON', () => {
  fc.assert(
    fc.property(typedExpression, (source) => {
      const expression = parsed(source);
      const copy = JSON.parse(JSON.stringify(expression)) as Expression;
      expect(copy).toEqual(expression);
      expect(attempt(copy, scopeOfTyped)).toBe(attempt(expression, scopeOfTyped));
    }),
  );
});

const scopeOfTyped = { a: 1, b: 2, s: 'a', t: '', yes: true, no: false, list: [1], none: [], o: { x: 1, y: 'y' } };

function attempt(expression: Expression, scope: Parameters<typeof evaluate>[1], budget = createBudget()): boolean {
  try {
    evaluate(expression, scope, budget);
    return false;
  } catch (error) {
    if (error instanceof ExpressionError) return true;
    throw error;
  }
}

/** The tree without its places. */
function shape({ root }: Expression): unknown {
  return JSON.parse(JSON.stringify(root, (key, value: unknown) => (key === 'at' || key === 'end' ? undefined : value)));
}

function nest(levels: number): Record<string, never> | number {
  let value: unknown = 1;
  for (let i = 1; i < levels; i += 1) value = { a: value };
  return value as Record<string, never>;
}
