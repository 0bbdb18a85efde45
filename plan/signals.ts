import { isReservedSignal } from './messages.ts';
import type { Plan, WaitForStep } from './plan.ts';
import { stepsOf } from './walk.ts';

/**
 * The steps that wait for each signal, by its name: also those in groups and loops, and not those of children, which are signalled under
 * their own ids. The workflow takes these signals and no others, and so do the doors and whoever reads a history.
 */
export function waitsOf(plan: Pick<Plan, 'steps'>): ReadonlyMap<string, readonly WaitForStep[]> {
  const waits = new Map<string, WaitForStep[]>();
  for (const { step } of stepsOf(plan)) {
    if (step.kind !== 'wait_for' || isReservedSignal(step.signal)) continue;
    waits.set(step.signal, [...(waits.get(step.signal) ?? []), step]);
  }
  return waits;
}
