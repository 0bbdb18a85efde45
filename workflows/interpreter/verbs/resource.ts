import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import { evaluateTemplate } from '../../../plan/expressions/evaluate-template.ts';
import { evaluate, type Scope } from '../../../plan/expressions/evaluate.ts';
import type { Json } from '../../../plan/json.ts';
import { fallbackOf } from '../../../plan/path.ts';
import type { ResourceStep } from '../../../plan/plan.ts';
import { callRequest } from '../state/call-request.ts';
import { attempt } from '../state/attempt.ts';
import { pathOf, positionOf, scopeOf, type Context } from '../state/context.ts';
import { doubtFallback } from '../forward/doubt-fallback.ts';
import { callKey } from '../state/keys.ts';
import { residual } from '../forward/residual.ts';
import { runCall, showFallback } from '../forward/run-call.ts';
import { observe, type Run } from '../state/run.ts';
import { completed, type StepResult } from '../state/state.ts';

/** `resource`: one `resources/read`; it only reads, so nothing of it enters the ledger. */
export async function runResource(
  run: Run,
  step: ResourceStep,
  context: Context,
  index: number | null,
): Promise<StepResult> {
  const path = pathOf(context, step, index);
  const scope = scopeOf(run, context);
  const built = attempt(() => buildUri(step, scope));
  if (!built.ok) return built.failed;
  const uri = textOf(built.value);

  doubtFallback(run, path);
  const epoch = run.state.epochs[path] ?? 0;
  const key = callKey(run.identity, path, epoch, 'forward');
  observe(run, { type: 'step_started', path, server: step.server, tool: uri, key, epoch });
  const report = await run.effects.call(
    callRequest({
      method: 'resources/read',
      server: step.server,
      tool: uri,
      arguments: {},
      direction: 'forward',
      path,
      epoch,
      key,
      repeatable: true,
      retry: step.retry,
      timeout: step.timeout,
      projection: step.output === null ? null : residual(step.output, scope),
      cacheMs: step.cacheMs,
    }),
    run.boundary.calls,
  );
  if (report.ok) {
    const { output, provenance, attempts } = report;
    if (provenance !== 'live') run.state.degraded.push(step.name);
    observe(run, { type: 'step_completed', path, attempts, provenance });
    return completed(output, provenance);
  }
  const { fallback } = step;
  if (fallback === null || run.boundary.calls.canceled) {
    const { outcome, attempts, failure } = report;
    return { ok: false, outcome, repeatable: true, attempts, callPath: path, failure };
  }
  if (fallback.kind === 'call') {
    const position = positionOf(context, step, index, 0);
    const result = await runCall(run, {
      call: fallback.call,
      step: step.name,
      path: fallbackOf(path),
      position,
      scope,
      isFallback: true,
    });
    showFallback(run, path, result);
    return result;
  }
  const value = attempt(() => evaluateTemplate(fallback.value, scope));
  if (!value.ok) return value.failed;
  run.state.degraded.push(step.name);
  observe(run, { type: 'step_completed', path, provenance: 'fallback' });
  return completed(value.value, 'fallback');
}

/** Values are percent-encoded: nothing from input or a tool can change the URI's structure. */
function buildUri(step: ResourceStep, scope: Scope): Json {
  return step.uri
    .map((part) => (part.kind === 'literal' ? part.text : encodeURIComponent(textOf(evaluate(part.expression, scope)))))
    .join('');
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : stringifyJson(value);
}
