import type { Client } from '@temporalio/client';
import { timeOf } from './describe.ts';
import type { RunOf } from './pages.ts';

/** A run as it is listed: what it says of its state may be late. */
export interface ListedRun extends RunOf {
  startedAt: number;
  /** Milliseconds since the epoch; null while it runs. */
  closedAt: number | null;
}

/** The runs that a visibility query finds, newest first; at most `limit`. */
export async function listRuns(client: Client, query: string, limit: number): Promise<ListedRun[]> {
  const runs: ListedRun[] = [];
  let nextPageToken: Uint8Array | undefined;
  do {
    const { namespace } = client.options;
    const pageSize = Math.min(limit, PAGE);
    const page = await client.workflowService.listWorkflowExecutions({ namespace, query, pageSize, nextPageToken });
    for (const { execution, startTime, closeTime } of page.executions) {
      const run: RunOf = { workflowId: execution?.workflowId ?? '', runId: execution?.runId ?? '' };
      runs.push({ ...run, startedAt: timeOf(startTime) ?? 0, closedAt: timeOf(closeTime) });
    }
    nextPageToken = page.nextPageToken.length === 0 ? undefined : page.nextPageToken;
  } while (nextPageToken !== undefined && runs.length < limit);
  return runs.slice(0, limit);
}

const PAGE = 500;

/** The query for all runs of one workflow id. */
export function ofWorkflow(workflowId: string): string {
  return `WorkflowId = ${quoted(workflowId)}`;
}

/** A value of Temporal's list filter; whatever it holds, it stays a value. */
export function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
