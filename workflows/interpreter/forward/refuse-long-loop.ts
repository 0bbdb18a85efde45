import { MAX_ITERATIONS } from '../../../plan/limits.ts';
import { iterationPath } from '../../../plan/path.ts';
import type { Step } from '../../../plan/plan.ts';
import type { Run } from '../state/run.ts';
import { failedBeforeEffect, type StepResult } from '../state/state.ts';

/**
 * Before the first iteration: a list that would take one run beyond its share of iterations fails its step, with all that a nested loop has
 * begun before counted in. Null where it may go on; then its iterations are counted as begun, so that loops side by side see each other.
 */
export function refuseLongLoop(
  run: Run,
  step: Step,
  path: string,
  length: number,
): (StepResult & { ok: false }) | null {
  const before = run.iterations.get(step.name) ?? 0;
  const ended = countEnded(run, path, length);
  const isTooLong = before + length > MAX_ITERATIONS;
  // One that an earlier run of the execution has begun is not cut off in the middle. Asked only here: the question leaves a marker.
  if (isTooLong && ended === 0 && run.effects.patched('loop-limit')) {
    const already = before === 0 ? '' : `, after ${before} iterations of it before`;
    const message = `"for_each" of step "${step.name}" has ${length} items${already}; one run of an execution takes ${MAX_ITERATIONS} iterations of a step. Split the list over several executions, or over child executions with "workflow".`;
    return failedBeforeEffect('LoopTooLong', message);
  }
  run.iterations.set(step.name, before + length - ended);
  return null;
}

/** Iterations that an earlier run has brought to their end: they are not begun again. */
function countEnded(run: Run, path: string, length: number): number {
  let ended = 0;
  for (let index = 0; index < length; index += 1) {
    if (run.state.records[iterationPath(path, index)] !== undefined) ended += 1;
  }
  return ended;
}
