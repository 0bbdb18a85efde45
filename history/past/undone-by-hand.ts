import type { DecisionFacts } from '../../plan/events.ts';

/** Whether a person has said that this call's effect is gone, or never was: it is not undone again. */
export function isUndoneByHand({ direction, verb, unclear, happened }: DecisionFacts): boolean {
  if (direction !== 'compensation') return false;
  if (verb === 'mark_compensated') return true;
  if (verb !== 'resolve_unknown') return false;
  return unclear === 'compensation' ? happened === true : unclear === 'call' && happened === false;
}
