import type { Json } from '../../../plan/json.ts';
import type { WaitForStep } from '../../../plan/plan.ts';
import { pathOf, type Context } from '../state/context.ts';
import { observe, type Run } from '../state/run.ts';
import { completed, failedBeforeEffect, STOPPED, type StepResult } from '../state/state.ts';
import { waitUntil } from '../forward/wait-until.ts';
import { inWords } from '../../../plan/duration.ts';

/** `wait_for`: takes the oldest queued signal of that name; what does not fit its schema is dropped and shown. */
export async function runWaitFor(
  run: Run,
  step: WaitForStep,
  context: Context,
  index: number | null,
): Promise<StepResult> {
  const path = pathOf(context, step, index);
  const queue = (run.state.signals[step.signal] ??= []);
  if (!dropMisfits(run, step, path, queue)) {
    const message = `waits for the signal "${step.signal}"`;
    observe(run, { type: 'step_waiting', path, kind: 'signal', form: step.schema, message });
  }
  const taken: Json[] = [];
  const take = (): void => void taken.push(...queue.splice(0, 1));
  const ended = await waitUntil(run, path, step.timeoutMs, () => dropMisfits(run, step, path, queue), take);
  switch (ended) {
    case 'stopped':
      return STOPPED;
    case 'holds':
      observe(run, { type: 'step_completed', path });
      return completed(taken[0] ?? null);
    case 'timeout':
      if (step.onTimeout === 'fail') {
        return failedBeforeEffect(
          'SignalTimedOut',
          `The signal "${step.signal}" did not come within ${inWords(step.timeoutMs ?? 0)}.`,
        );
      }
      observe(run, { type: 'step_completed', path });
      return completed(null);
  }
}

/** Takes what does not fit off the head of the queue; true when a fitting signal is left there. */
function dropMisfits(run: Run, step: WaitForStep, path: string, queue: Json[]): boolean {
  for (;;) {
    const head = queue[0];
    if (head === undefined) return false;
    const misfit = step.schema === null ? null : run.effects.misfit(step.schema, head);
    if (misfit === null) return true;
    queue.shift();
    const message = `A signal "${step.signal}" was dropped: ${misfit}`;
    observe(run, { type: 'notice', notice: 'SignalDropped', path, message });
  }
}
