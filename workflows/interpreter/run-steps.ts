import type { Step } from '../../plan/plan.ts';
import type { Context } from './context.ts';
import { runStep } from './run-step.ts';
import { shouldPause, type Run } from './run.ts';

/**
 * Runs one list of steps: each starts the moment what it depends on has ended. Settles when everything that was started has
 * ended; after a stop what has not started stays untouched.
 */
export async function runSteps(run: Run, steps: readonly Step[], context: Context): Promise<void> {
  const waiting = new Map(steps.map((step) => [step.name, step.dependsOn.length]));
  const dependants = new Map<string, Step[]>(steps.map((step) => [step.name, []]));
  for (const step of steps) for (const name of step.dependsOn) dependants.get(name)?.push(step);

  const start = async (step: Step): Promise<void> => {
    if (shouldPause(run)) return;
    const ended = await runStep(run, step, context);
    if (!ended) return;
    const ready = (dependants.get(step.name) ?? []).filter((dependant) => {
      const left = (waiting.get(dependant.name) ?? 0) - 1;
      waiting.set(dependant.name, left);
      return left === 0;
    });
    await Promise.all(ready.map(start));
  };
  await Promise.all(steps.filter((step) => step.dependsOn.length === 0).map(start));
}
