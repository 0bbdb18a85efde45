import { roundIntegers } from './json-text.ts';
import type { Plan } from '../plan.ts';

/**
 * A value as the executions of this plan see it. Plans that were compiled before integers were exact go on with the nearest double, as when they
 * began: what was sent for an execution, what undoes it and what its history decided must stay the same numbers.
 */
export function asPlanReads<T>({ numbers }: Pick<Plan, 'numbers'>, value: T): T {
  return numbers === 'exact' ? value : roundIntegers(value);
}
