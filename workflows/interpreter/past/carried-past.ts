import type { ExecutionState } from '../state/state.ts';

/**
 * Whether the past in the state is the one this run needs: what it has read itself, or, in a run that a continue-as-new began, what the
 * run before it had read. A reset makes new siblings, so a reset run always reads anew.
 */
export function isPastKnown({ past }: ExecutionState, runId: string, isResetRun: boolean): boolean {
  return past !== null && (past.readBy === runId || (!isResetRun && past.readBy === HANDED_ON));
}

/** Before a continue-as-new: a past that was read before the reset must not be believed by the next run. */
export function handPastOn(state: ExecutionState, runId: string, isResetRun: boolean): void {
  if (state.past === null) return;
  state.past = isPastKnown(state, runId, isResetRun) ? { ...state.past, readBy: HANDED_ON } : null;
}

const HANDED_ON = 'handed on';
