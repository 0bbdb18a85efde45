import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';
import { hasKnownEffect, isAfterPivot } from '../../binding/effects.ts';

/** SAGAS S2: before the pivot an effect has a compensation, or a reason why it needs none. */
export function effectWithoutCompensation(context: Context, analysis: Analysis): void {
  const { definition } = context;
  if (definition.kind !== 'saga' || definition.body.compensations_enabled === false) return;
  for (const call of analysis.calls) {
    const isSettled = call.compensation !== null || call.noCompensationReason !== null || call.role === 'fallback';
    if (isSettled || !hasKnownEffect(call) || call.step.syntax.pivot === true || isAfterPivot(call.step)) continue;
    context.report({
      code: 'effect-without-compensation',
      message: `"${call.tool.name}" of step "${call.step.name}" has an effect that nothing undoes when a later step fails.`,
      path: call.path,
      hint: 'Add "compensation: <tool>", or say why not: compensation: { none: "…" }; if it only reads: effect: none.',
    });
  }
}
