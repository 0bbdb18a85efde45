import type { Client } from '@temporalio/client';
import type { Recovers } from '../../plan/past.ts';
import { recoveredBy } from '../../plan/path.ts';
import { describeRun, type RunState } from '../reading/describe.ts';
import { listRuns, ofWorkflow } from '../reading/list-runs.ts';
import { isOpen } from '../reading/status.ts';

/**
 * The run that goes on although a recovery was started: a reset has made it from one that was terminated. Null when there is none. A recovery of a
 * recovery also looks at the one that it took the place of.
 */
export async function laterRun(client: Client, recovers: Recovers, recoveryId: string): Promise<string | null> {
  const { workflowId, firstRunId, runId } = recovers;
  const last = await lastRun(client, { workflowId, firstRunId });
  if (last !== null && last.runId !== runId) return last.runId;
  const of = recoveredBy(recoveryId);
  if (of === null || of.workflowId === workflowId) return null;
  const earlier = await describeRun(client, of.workflowId);
  return earlier !== null && isOpen(earlier.status) ? earlier.runId : null;
}

/** The run of an execution that is open, or closed last: a reset of a run leaves it terminated, and one that was reset twice leaves siblings. */
export async function lastRun(
  client: Client,
  { workflowId, firstRunId }: Pick<RunState, 'workflowId' | 'firstRunId'>,
): Promise<RunState | null> {
  const latest = await describeRun(client, workflowId);
  if (latest === null || latest.firstRunId === firstRunId) return latest;
  // Another execution has taken the id since; the list says which run of this one closed last.
  const listed = await listRuns(client, ofWorkflow(workflowId), MAX_RUNS);
  for (const { runId } of listed.toSorted((a, b) => (b.closedAt ?? Infinity) - (a.closedAt ?? Infinity))) {
    const run = await describeRun(client, workflowId, runId);
    if (run?.firstRunId === firstRunId) return run;
  }
  return null;
}

const MAX_RUNS = 1_000;
