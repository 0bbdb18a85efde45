import type { Analysis } from '../binding/analyse.ts';
import type { Context } from '../binding/context.ts';
import type { Plan, Step } from '../../plan/plan.ts';

export interface FailureHandling {
  compensates: Plan['compensates'];
  /** Of steps that say nothing. */
  onFailure: Step['onFailure'];
}

/**
 * What a failed step leads to (LANGUAGE "A file"). A saga compensates unless it says otherwise itself; a workflow only where
 * `compensating_transactions` is asked for and there is something to compensate with, or a step asks for it.
 */
export function failureHandling(context: Context, analysis: Analysis): FailureHandling {
  const { definition } = context;
  const own = definition.orchestration?.error_handling?.failure_handling;
  if (definition.kind === 'saga') {
    const isEnabled = definition.body.compensations_enabled ?? true;
    const fallsTo = own === 'park' || own === 'fail' ? own : 'compensate';
    return { compensates: isEnabled, onFailure: fallsTo === 'compensate' && !isEnabled ? 'fail' : fallsTo };
  }
  const handling = own ?? context.platform?.orchestration?.error_handling?.failure_handling ?? 'fail';
  const canCompensate = analysis.calls.some((call) => call.compensation !== null);
  const byDefault = handling === 'compensating_transactions' && canCompensate;
  const isAskedFor = analysis.all.some((step) => step.syntax.on_failure === 'compensate');
  const onFailure = byDefault ? 'compensate' : handling === 'park' ? 'park' : 'fail';
  return { compensates: byDefault || isAskedFor, onFailure };
}
