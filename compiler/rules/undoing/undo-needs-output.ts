import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';

/**
 * SAGAS S5: after an unclear outcome there is no output, so a compensation that needs it cannot be called. Known in advance, it
 * is said in advance: such an outcome parks for an operator.
 */
export function undoNeedsOutput(context: Context, analysis: Analysis): void {
  for (const call of analysis.calls) {
    const { compensation } = call;
    if (compensation === null || !compensation.needsOutput || compensation.withoutOutput !== null) continue;
    if (call.probe !== null || call.atomicErrors || call.idempotency.kind === 'natural') continue;
    context.report({
      code: 'undo-needs-output',
      message: `"${compensation.tool.name}" needs the output of step "${call.step.name}": when its outcome stays unclear there is none, and the execution parks for an operator.`,
      path: compensation.path,
      hint: 'Add "without_output:" with arguments that need no output, a "probe:", or "atomic_errors: true" if an error of the tool means that nothing happened.',
    });
  }
}
