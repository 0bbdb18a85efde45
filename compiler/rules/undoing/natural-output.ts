import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';

/** A repeated call of a `natural` tool may answer "nothing created": its output is no ground to undo on (LANGUAGE "Steps"). */
export function naturalOutput(context: Context, analysis: Analysis): void {
  for (const call of analysis.calls) {
    const { compensation } = call;
    if (compensation === null || !compensation.needsOutput || compensation.withoutOutput !== null) continue;
    if (call.probe !== null || call.idempotency.kind !== 'natural') continue;
    context.report({
      code: 'natural-output',
      message: `"${compensation.tool.name}" needs the output of "${call.tool.name}", but after a repeated call the output of a naturally idempotent tool counts as absent; then the execution parks for an operator.`,
      path: compensation.path,
      hint: 'Add "without_output:" with arguments that need no output, or a "probe:" with a "result:".',
    });
  }
}
