import { Fault } from './errors.ts';
import { CHARACTERS_PER_STEP, MAX_EVALUATION_STEPS } from './limits.ts';

/** What is left to spend; shared by all expressions of one template. */
export interface Budget {
  left: number;
}

export function createBudget(steps: number = MAX_EVALUATION_STEPS): Budget {
  return { left: steps };
}

/** Pays before the work is done, so that an expensive operation is refused and not merely regretted. */
export function charge(budget: Budget, steps: number, at: number): void {
  budget.left -= steps;
  if (budget.left < 0) throw new Fault('The expression needs more evaluation steps than are allowed.', at, true);
}

export function chargeText(budget: Budget, characters: number, at: number): void {
  charge(budget, Math.ceil(characters / CHARACTERS_PER_STEP), at);
}
