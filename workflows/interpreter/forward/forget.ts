import { iterationPath, toolPath } from '../../../plan/path.ts';
import type { Step } from '../../../plan/plan.ts';
import { innerContext, pathOf, type Context } from '../state/context.ts';
import type { Run } from '../state/run.ts';

/**
 * Drops what an ended step, or one iteration of it, kept only for its own sake: its output is in its own record now. What a
 * continue-as-new carries stays small that way (S37).
 */
export function forgetInside(run: Run, step: Step, context: Context, index: number | null): void {
  const { records } = run.state;
  if (step.kind === 'tools') {
    const path = pathOf(context, step, index);
    for (const call of step.calls) Reflect.deleteProperty(records, toolPath(path, call.tool));
  }
  if (step.kind === 'group') {
    const inner = innerContext(context, step, index, {});
    for (const own of step.steps) Reflect.deleteProperty(records, pathOf(inner, own, null));
  }
}

export function forgetIterations(run: Run, path: string, count: number): void {
  for (let index = 0; index < count; index += 1) Reflect.deleteProperty(run.state.records, iterationPath(path, index));
}
