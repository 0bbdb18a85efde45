import type { Client } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import { readStart, unlessGone, type RunOf } from './history.ts';

/** A run as Temporal's own state knows it. */
export interface RunState extends RunOf {
  definition: string;
  taskQueue: string;
  status: RunStatus;
  /** Milliseconds since the epoch. */
  startedAt: number;
  firstRunId: string;
  /** A later run that a reset made of this one. */
  resetRunId: string | null;
}

export type RunStatus = 'running' | 'completed' | 'failed' | 'canceled' | 'terminated' | 'continued';

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

/** The state of a run, or of the latest under the id; null when there is none. */
export async function describeRun(client: Client, workflowId: string, runId?: string): Promise<RunState | null> {
  const { namespace } = client.options;
  const answer = await unlessGone(() =>
    client.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId, runId } }),
  );
  const info = answer?.workflowExecutionInfo;
  if (info == null) return null;
  const run: RunOf = { workflowId, runId: info.execution?.runId ?? '' };
  // Older servers leave it out.
  const firstRunId = orNull(info.firstRunId) ?? (await readStart(client, run))?.firstRunId ?? '';
  return {
    ...run,
    definition: info.type?.name ?? '',
    taskQueue: info.taskQueue ?? '',
    status: STATUS[info.status ?? 0] ?? 'running',
    startedAt: timeOf(info.startTime) ?? 0,
    firstRunId,
    resetRunId: orNull(answer?.workflowExtendedInfo?.resetRunId),
  };
}

function timeOf(time: Parameters<typeof optionalTsToDate>[0]): number | null {
  return optionalTsToDate(time)?.getTime() ?? null;
}

function orNull(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

/** By Temporal's `WorkflowExecutionStatus`. What timed out was cut off too. */
const STATUS: Partial<Record<number, RunStatus>> = {
  1: 'running',
  2: 'completed',
  3: 'failed',
  4: 'canceled',
  5: 'terminated',
  6: 'continued',
  7: 'terminated',
};
