import { describe, expect, it } from 'vitest';
import type { Json } from '../../../plan/json.ts';
import { evaluate } from '../../../plan/expressions/evaluate.ts';
import { ExpressionError } from '../../../plan/expressions/errors.ts';
import { parseExpression } from '../../../plan/expressions/parse.ts';
import type { ConformanceCase } from './cel-conformance-cases.ts';
import { OutOfScope, readCases } from './cel-conformance-cases.ts';
import { SKIPPED_FILES, SKIPS } from './cel-skips.ts';

const all = readCases();
const usedSkips = new Set<string>();
const selected: ConformanceCase[] = [];

for (const { id, expr, read } of all) {
  const file = id.split('/')[0] ?? '';
  if (Object.hasOwn(SKIPPED_FILES, file)) {
    usedSkips.add(file);
    continue;
  }
  const skip = SKIPS.find((candidate) => (candidate.id?.test(id) ?? false) || (candidate.expr?.test(expr) ?? false));
  if (skip !== undefined) usedSkips.add(skip.reason);
  else selected.push(...readable(read));
}

function readable(read: () => ConformanceCase): ConformanceCase[] {
  try {
    return [read()];
  } catch (error) {
    if (error instanceof OutOfScope) return [];
    throw error;
  }
}

function outcome(source: string, scope: Record<string, Json>): { value: Json } | 'error' {
  const result = parseExpression(source);
  if (!result.ok) return 'error';
  try {
    return { value: evaluate(result.expression, scope) };
  } catch (error) {
    if (error instanceof ExpressionError) return 'error';
    throw error;
  }
}

describe("CEL's conformance suite", () => {
  it.each(selected)('$id: $source', ({ source, scope, expected }) => {
    expect(outcome(source, scope)).toEqual(expected);
  });

  it('runs hundreds of cases', () => {
    process.stdout.write(`CEL conformance: ${selected.length} of ${all.length} cases are in scope\n`);
    expect(selected.length).toBeGreaterThanOrEqual(500);
  });

  it('skips nothing without a reason that still holds', () => {
    const reasons = [
      ...Object.keys(SKIPPED_FILES).filter((file) => file !== 'unknowns'),
      ...SKIPS.map((skip) => skip.reason),
    ];
    expect(reasons.filter((reason) => !usedSkips.has(reason))).toEqual([]);
  });
});
