import type { Step } from '../../../plan/plan.ts';
import type { Context } from '../state/context.ts';
import { isLater } from '../eventually.ts';
import { runStep } from './run-step.ts';
import { shouldPause, type Run } from '../state/run.ts';

/**
 * Runs one list of steps: each starts the moment what it depends on has ended. Settles when everything that was started has
 * ended; after a stop what has not started stays untouched.
 */
export function runSteps(run: Run, steps: readonly Step[], context: Context): Promise<unknown> {
  const waiting = new Map(steps.map((step) => [step.name, step.dependsOn.length]));
  const dependants = new Map<string, Step[]>(steps.map((step) => [step.name, []]));
  for (const step of steps) for (const name of step.dependsOn) dependants.get(name)?.push(step);

  /** The steps that the end of this one lets start. */
  const release = (ended: Step): Step[] =>
    (dependants.get(ended.name) ?? []).filter((dependant) => {
      const left = (waiting.get(dependant.name) ?? 0) - 1;
      waiting.set(dependant.name, left);
      return left === 0;
    });
  // A chain is walked in one loop; only where the plan forks does another begin.
  const walk = async (first: Step): Promise<void> => {
    const forks: Promise<void>[] = [];
    for (let step: Step | undefined = first; step !== undefined;) {
      if (shouldPause(run)) break;
      let ended = runStep(run, step, context);
      while (isLater(ended)) {
        const later = ended;
        let end: unknown;
        let isError = false;
        try {
          end = await later.source;
        } catch (error) {
          end = error;
          isError = true;
        }
        ended = later.proceed(end, isError);
      }
      if (!(typeof ended === 'boolean' ? ended : await ended)) break;
      const ready = release(step);
      step = ready.pop();
      forks.push(...ready.map(walk));
    }
    if (forks.length > 0) await Promise.all(forks);
  };
  const [first, ...others] = steps.filter((step) => step.dependsOn.length === 0).map(walk);
  return first !== undefined && others.length === 0 ? first : Promise.all([first, ...others]);
}
