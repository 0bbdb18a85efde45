import type { Json } from '../../../plan/json.ts';
import type { Expression } from '../../../plan/expressions/ast.ts';
import { ExpressionError } from '../../../plan/expressions/errors.ts';
import type { ExpressionProblem } from '../../../plan/expressions/errors.ts';
import { evaluate } from '../../../plan/expressions/evaluate.ts';
import { parseExpression } from '../../../plan/expressions/parse.ts';

export function parsed(source: string): Expression {
  const result = parseExpression(source);
  if (result.ok) return result.expression;
  throw new Error(`${source}: ${result.problems.map(({ message }) => message).join(' ')}`);
}

export function problemsOf(source: string): ExpressionProblem[] {
  const result = parseExpression(source);
  return result.ok ? [] : result.problems;
}

export function valueOf(source: string, scope: Record<string, Json> = {}): Json {
  return evaluate(parsed(source), scope);
}

export function errorOf(action: () => unknown): ExpressionError {
  try {
    action();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error('expected an ExpressionError');
}
