import { evaluateTemplate } from '../../../plan/expressions/evaluate-template.ts';
import type { GroupStep } from '../../../plan/plan.ts';
import { attempt } from '../state/attempt.ts';
import { innerContext, pathOf, scopeOf, type Context } from '../state/context.ts';
import { isStopped, observe, withBoundary, type Run } from '../state/run.ts';
import { completed, failedWith, STOPPED, type StepResult } from '../state/state.ts';

/** `steps`: a list of its own. With `on_failure: continue` a failure inside stays inside; `settle` undoes what was done there first. */
export async function runGroup(run: Run, step: GroupStep, context: Context, index: number | null): Promise<StepResult> {
  const path = pathOf(context, step, index);
  const inner = innerContext(context, step, index, {});
  observe(run, { type: 'step_started', path });
  if (step.onFailure === 'continue') return withBoundary(run, (bounded) => runBounded(bounded, run, step, inner, path));

  await run.runList(run, step.steps, inner);
  return isStopped(run) ? STOPPED : finish(run, step, inner, path);
}

async function runBounded(
  bounded: Run,
  outer: Run,
  step: GroupStep,
  inner: Context,
  path: string,
): Promise<StepResult> {
  await bounded.runList(bounded, step.steps, inner);
  const { reason } = bounded.boundary;
  // Said before anything else: a continue-as-new must not start the group's steps again once one of them has failed.
  if (reason?.kind === 'failed') {
    const message = `${reason.step}: ${reason.failure.message}`;
    return { ...failedWith({ type: reason.failure.type, message }), repeatable: false };
  }
  return isStopped(outer) ? STOPPED : finish(outer, step, inner, path);
}

function finish(run: Run, step: GroupStep, inner: Context, path: string): StepResult {
  const output = attempt(() => evaluateTemplate(step.output, scopeOf(run, inner)));
  if (!output.ok) return output.failed;
  observe(run, { type: 'step_completed', path });
  return completed(output.value);
}
