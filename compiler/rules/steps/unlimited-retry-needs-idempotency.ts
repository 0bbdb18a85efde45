import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';
import type { CallNode, CompensationNode } from '../../binding/model.ts';
import type { Path } from '../../diagnostics/diagnostic.ts';
import { hasKnownEffect } from '../../binding/effects.ts';

/** SAGAS S3: an effect that is repeated without limit must know a repeated call, or it happens without limit. */
export function unlimitedRetryNeedsIdempotency(context: Context, analysis: Analysis): void {
  for (const call of analysis.calls) {
    checkCall(context, call);
    if (call.compensation !== null) checkCompensation(context, call.compensation);
  }
}

function checkCall(context: Context, call: CallNode): void {
  if (!hasKnownEffect(call) || call.retry.maximumAttempts !== null || call.idempotency.kind !== 'none') return;
  const isOwn = call.step.syntax.retry_policy?.max_attempts !== undefined;
  report(context, call.tool.name, isOwn ? [...call.step.path, 'retry_policy', 'max_attempts'] : call.path);
}

/** Unlimited by default, but then only what is keyed is repeated after an unclear outcome (S23): only a written one counts. */
function checkCompensation(context: Context, compensation: CompensationNode): void {
  const { tool, retry } = compensation;
  if (tool.inputSchema === null || !tool.effect || tool.idempotency.kind !== 'none') return;
  if (retry.isExplicit && retry.maximumAttempts === null) report(context, tool.name, compensation.path);
}

function report(context: Context, tool: string, path: Path): void {
  context.report({
    code: 'unlimited-retry-needs-idempotency',
    message: `"${tool}" would be repeated without limit, but nothing says that it knows a repeated call.`,
    path,
    hint: 'Add "idempotency: meta", "{ argument: … }" or "natural" if the tool keeps to it, or a number of attempts.',
  });
}
