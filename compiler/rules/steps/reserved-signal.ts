import { isReservedSignal } from '../../../plan/messages.ts';
import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';

/**
 * Signals named as the operator verbs (SAGAS S26) are decisions and answers to approvals, never data for a step: it would wait for
 * ever. Temporal's own names begin with `__temporal`; no name of the language can begin with `_` (bad-value).
 */
export function reservedSignal(context: Context, analysis: Analysis): void {
  for (const step of analysis.all) {
    const signal = step.syntax.wait_for?.signal;
    if (signal === undefined || !isReservedSignal(signal)) continue;
    context.report({
      code: 'reserved-signal',
      message: `"${signal}" is an operator's verb and cannot be the name of a signal to wait for.`,
      path: [...step.path, 'wait_for', 'signal'],
      hint: `Name what happened, as in "${signal}_requested".`,
    });
  }
}
