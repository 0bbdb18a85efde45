import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';
import { failureHandling } from '../../emit/failure-handling.ts';
import { hasKnownEffect } from '../../binding/effects.ts';

/** A fallback with an effect of its own is undone by itself: the step's compensation would undo the wrong thing. */
export function fallbackOnEffect(context: Context, analysis: Analysis): void {
  if (!failureHandling(context, analysis).compensates) return;
  for (const call of analysis.calls) {
    if (call.role !== 'fallback' || !hasKnownEffect(call)) continue;
    if (call.compensation !== null || call.noCompensationReason !== null) continue;
    context.report({
      code: 'fallback-on-effect',
      message: `The fallback "${call.tool.name}" of step "${call.step.name}" has an effect, but no compensation of its own.`,
      path: call.path,
      hint: 'Add "compensation:" inside the fallback; the one of the step undoes the step\'s own tool.',
    });
  }
}
