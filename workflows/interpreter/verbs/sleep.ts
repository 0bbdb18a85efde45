import type { SleepStep } from '../../../plan/plan.ts';
import { pathOf, type Context } from '../state/context.ts';
import { observe, type Run } from '../state/run.ts';
import { completed, STOPPED, type StepResult } from '../state/state.ts';
import { waitUntil } from '../forward/wait-until.ts';
import { inWords } from '../../../plan/duration.ts';

/** `sleep`: a durable timer; its end is fixed when it starts, so that a continue-as-new does not begin it anew. */
export async function runSleep(run: Run, step: SleepStep, context: Context, index: number | null): Promise<StepResult> {
  const path = pathOf(context, step, index);
  observe(run, {
    type: 'step_waiting',
    path,
    kind: 'timer',
    form: null,
    message: `sleeps ${inWords(step.durationMs)}`,
  });
  const ended = await waitUntil(run, path, step.durationMs, () => false);
  if (ended === 'stopped') return STOPPED;
  observe(run, { type: 'step_completed', path });
  return completed(null);
}
