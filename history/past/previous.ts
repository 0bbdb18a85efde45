import type { Client } from '@temporalio/client';
import { readEnd } from '../reading/facts.ts';
import { isRefusal } from '../../plan/failure-types.ts';
import { visibleRuns } from './lineage.ts';
import { describeRun, type RunState } from '../reading/describe.ts';

export interface Previous {
  run: RunState;
  /** Type of the failure that it ended with. */
  failureType: string | null;
}

/**
 * The execution that had an id before the one of this run; null when there was none. Those that were refused before any step do not
 * count: they say nothing about what is in force.
 */
export async function previousExecution(
  client: Client,
  { workflowId, runId, firstRunId }: { workflowId: string; runId: string; firstRunId: string },
  beat: () => void,
): Promise<Previous | null> {
  const visible = await visibleRuns(client, workflowId, runId, beat);
  // One id has one open run at a time, so the one that closed last is the newest; a listed end may be late.
  const newestFirst = visible.toSorted((a, b) => (b.closedAt ?? Infinity) - (a.closedAt ?? Infinity));
  for (const listed of newestFirst) {
    if (listed.runId === runId) continue;
    beat();
    const run = await describeRun(client, workflowId, listed.runId);
    // Older links of this execution, and of others: their last run is what counts.
    if (run === null || run.firstRunId === firstRunId || run.status === 'continued' || run.resetRunId !== null)
      continue;
    const failureType = run.status === 'failed' ? ((await readEnd(client, run))?.failure?.type ?? null) : null;
    if (!isRefusal(failureType)) return { run, failureType };
  }
  return null;
}
