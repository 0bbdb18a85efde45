import type { Context } from '../context.ts';
import type { ExpressionProblem } from '../../../plan/expressions/errors.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../suggest.ts';

/** An expression that cannot be read, at the column where reading stopped. */
export function reportExpressionSyntax(context: Context, problem: ExpressionProblem, path: Path): void {
  const guess =
    problem.unknown === undefined ? undefined : didYouMean(problem.unknown.word, problem.unknown.candidates);
  context.report({
    code: 'expression-syntax',
    message: guess === undefined ? problem.message : `${problem.message} Did you mean "${guess}"?`,
    path,
    at: { offset: problem.at, end: problem.end },
    hint: problem.hint,
  });
}
