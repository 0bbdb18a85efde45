import { mayBeInForce, type Past } from '../../../plan/past.ts';
import { stepNameOf } from '../../../plan/path.ts';
import type { Plan, Step } from '../../../plan/plan.ts';
import { STEP_KINDS } from '../../../plan/step-kinds.ts';
import type { Eventually } from '../eventually.ts';
import { wayTo } from '../state/position.ts';
import type { Run } from '../state/run.ts';
import type { StepResult } from '../state/state.ts';

/** A pivot happened, or may have: nobody goes back any more (S31). */
export function isPastPivot(run: Run): boolean {
  return run.state.pivotPassed || run.state.unclearPivots.length > 0;
}

export function passPivot(run: Run, path: string): void {
  run.state.pivotPassed = true;
  clear(run, path);
}

/** Runs a pivot: failures elsewhere and cancels wait until it is known whether it happened. */
export async function runPivot(
  run: Run,
  step: Step,
  path: string,
  verb: () => Eventually<StepResult>,
): Promise<StepResult> {
  // A wait is no effect to wait for, and a group's own failures could never be decided.
  const { isEffect } = STEP_KINDS[step.kind];
  if (isEffect) run.flags.pivotsInFlight += 1;
  try {
    const result = await verb();
    if (result.ok === true) passPivot(run, path);
    if (result.ok === false) {
      clear(run, path);
      if (result.outcome !== 'no_effect') run.state.unclearPivots.push(path);
    }
    return result;
  } finally {
    if (isEffect) run.flags.pivotsInFlight -= 1;
  }
}

function clear(run: Run, path: string): void {
  run.state.unclearPivots = run.state.unclearPivots.filter((other) => other !== path);
}

/** Paths of what other runs did that was, or may have been, the point of no return: behind one nothing is undone without a person. */
export function pivotsPassed(plan: Plan, { calls, children }: Past): string[] {
  const paths = [...calls, ...children].filter(mayBeInForce).map(({ path }) => path);
  return paths.filter((path) => wayTo(plan, stepNameOf(path))?.some(({ pivot }) => pivot) ?? false);
}
