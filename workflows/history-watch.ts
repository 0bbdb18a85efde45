import { workflowInfo } from '@temporalio/workflow';
import type { ExecutionState } from './interpreter/state.ts';

/**
 * Whether the execution should go on in a new run: when Temporal suggests it, and the state is small enough to be handed over. A
 * continue-as-new above the payload limit would fail its workflow task for ever (S37), so a larger state stays where it is.
 */
export function createHistoryWatch(state: ExecutionState): () => boolean {
  const seen = { length: 0, fits: true };
  return () => {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    if (!continueAsNewSuggested) return false;
    if (seen.length === 0 || historyLength - seen.length >= MEASURE_EVERY) {
      seen.length = historyLength;
      seen.fits = JSON.stringify(state).length <= MAX_STATE_LENGTH;
    }
    return seen.fits;
  };
}

/** Events between two looks at the state's size. */
const MEASURE_EVERY = 500;

/** The plan and the input travel beside it; Temporal takes 2 MiB for all. */
const MAX_STATE_LENGTH = 1_048_576;
