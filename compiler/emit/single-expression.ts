import type { Expression } from '../../plan/expressions/ast.ts';
import type { Use } from '../binding/model.ts';

/** The expression of a key that holds exactly one; the rules have refused everything else. */
export function expressionOf(use: Use | undefined): Expression | null {
  return use?.template.kind === 'expression' ? use.template.expression : null;
}
