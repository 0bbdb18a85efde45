import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';

/** Signals named as the operator verbs (SAGAS S26) are decisions, never data for a step. */
export function reservedSignal(context: Context, analysis: Analysis): void {
  for (const step of analysis.all) {
    const signal = step.syntax.wait_for?.signal;
    if (signal === undefined || !OPERATOR_VERBS.has(signal)) continue;
    context.report({
      code: 'reserved-signal',
      message: `"${signal}" is an operator's verb and cannot be the name of a signal to wait for.`,
      path: [...step.path, 'wait_for', 'signal'],
      hint: `Name what happened, as in "${signal}_requested".`,
    });
  }
}

const OPERATOR_VERBS: ReadonlySet<string> = new Set([
  'retry',
  'retry_with',
  'skip',
  'resolve_unknown',
  'mark_compensated',
  'compensate',
  'resume',
]);
