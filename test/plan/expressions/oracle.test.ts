import { celEnv, isCelError, isCelList, isCelMap, parse, plan } from '@bufbuild/cel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../plan/json.ts';
import { evaluate } from '../../../plan/expressions/evaluate.ts';
import { ExpressionError } from '../../../plan/expressions/errors.ts';
import { parseExpression } from '../../../plan/expressions/parse.ts';
import { typedExpression } from './typed-expression.ts';

const scope = {
  a: 2.5,
  b: -7,
  s: 'héllo',
  t: '',
  yes: true,
  no: false,
  list: [1, 2.5, 4],
  none: [],
  o: { x: 3, y: 'why' },
};
const env = celEnv();

describe('against a CEL library', () => {
  it('gives the same value, or fails too, for random well-typed expressions', () => {
    const outcomes = { value: 0, error: 0 };
    fc.assert(
      fc.property(typedExpression, (source) => {
        const ours = evaluateOurs(source);
        expect({ source, ...ours }).toEqual({ source, ...evaluateTheirs(source) });
        outcomes['error' in ours ? 'error' : 'value'] += 1;
      }),
      { numRuns: 3000 },
    );
    // The generator would prove little if nearly everything failed or nothing ever did.
    expect(outcomes.value).toBeGreaterThan(1500);
    expect(outcomes.error).toBeGreaterThan(50);
  });
});

type Outcome = { value: Json } | { error: true };

function evaluateOurs(source: string): Outcome {
  const result = parseExpression(source);
  if (!result.ok) throw new Error(`${source}: ${result.problems[0]?.message ?? ''}`);
  try {
    return { value: evaluate(result.expression, scope) };
  } catch (error) {
    if (error instanceof ExpressionError) return { error: true };
    throw error;
  }
}

function evaluateTheirs(source: string): Outcome {
  const value: unknown = plan(env, parse(source))(scope);
  return isCelError(value) ? { error: true } : { value: plain(value) };
}

function plain(value: unknown): Json {
  if (isCelList(value)) return Array.from(value, plain);
  if (isCelMap(value))
    return Object.fromEntries(
      Array.from(value.entries(), ([key, item]) => [typeof key === 'string' ? key : '', plain(item)]),
    );
  if (typeof value === 'number') return value + 0;
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  throw new Error(`unexpected ${typeof value}`);
}
