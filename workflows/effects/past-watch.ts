import { patched, workflowInfo } from '@temporalio/workflow';
import { asPlanReads } from '../../plan/numbers/as-plan-reads.ts';
import type { Past, Recovers } from '../../plan/past.ts';
import type { Plan } from '../../plan/plan.ts';
import { isPastKnown } from '../interpreter/past/carried-past.ts';
import type { ExecutionState } from '../interpreter/state/state.ts';
import { readPast } from './read-past.ts';
import type { Scopes } from './scopes.ts';

/**
 * Reads what the other runs of a reset execution did, once a run, at the first moment after the copied history: there the older run did
 * not ask, and this one must not either. A patch marker tells the two apart on every replay, also after a reset of the reset and where a
 * replayer knows nothing of resets; the count names the moment. A run that was never reset leaves none.
 */
export function createPastWatch(
  state: ExecutionState,
  scopes: Scopes,
  recovers: Recovers | undefined,
  plan: Plan,
): () => Promise<Past | 'unreadable'> | null {
  const { runId, originalExecutionRunId, workflowId, firstExecutionRunId } = workflowInfo();
  // A recovery belongs to the execution that it recovers: all that was done for it is read.
  const lineage =
    recovers === undefined
      ? { workflowId, firstRunId: firstExecutionRunId, except: runId }
      : { workflowId: recovers.workflowId, firstRunId: recovers.firstRunId, except: null };
  const isResetRun = runId !== originalExecutionRunId;
  if (isResetRun) state.wasReset = true;
  let asked = 0;
  return () => {
    asked += 1;
    const isReplaying = workflowInfo().unsafe.isReplaying;
    if (!isReplaying && (!state.wasReset || isPastKnown(state, runId, isResetRun))) return null;
    if (!patched(`past#${asked}`)) return null;
    // Only a reset run leaves the marker: a replayer, which is not told of resets, learns it from there.
    state.wasReset = true;
    return scopes.shielded(async () => {
      const past = await readPast(lineage);
      return 'unreadable' in past ? 'unreadable' : asPlanReads(plan, past);
    });
  };
}
