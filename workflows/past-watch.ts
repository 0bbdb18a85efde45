import { ApplicationFailure } from '@temporalio/common';
import { ActivityFailure, patched, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Past } from '../plan/past.ts';
import { isPastKnown } from './interpreter/carried-past.ts';
import type { ExecutionState } from './interpreter/state.ts';
import type { Recovers } from './recover.ts';
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
    return scopes.shielded(() => read(lineage));
  };
}

async function read(request: Parameters<Activities['readPast']>[0]): Promise<Past | 'unreadable'> {
  try {
    return await activities.readPast(request);
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : undefined;
    if (cause instanceof ApplicationFailure && cause.type === 'PastUnreadable') return 'unreadable';
    throw error;
  }
}

const activities = proxyActivities<Pick<Activities, 'readPast'>>({
  startToCloseTimeout: '2m',
  heartbeatTimeout: '15s',
  summary: 'what other runs of this execution did',
});
