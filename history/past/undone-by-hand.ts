import type { DecisionFacts } from '../../plan/events.ts';
import { DECISION_VERBS, leavesNothingToUndo } from '../../plan/messages.ts';

/** Whether a person has said that this call's effect is gone, or never was: it is not undone again. */
export function isUndoneByHand({ direction, verb: said, unclear, happened }: DecisionFacts): boolean {
  const verb = DECISION_VERBS.find((own) => own === said);
  return direction === 'compensation' && verb !== undefined && leavesNothingToUndo({ verb, unclear, happened });
}
