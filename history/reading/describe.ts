import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads, decodeMapFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { Payload } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import { progressOf, type CallProgress } from '../../plan/call-progress.ts';
import type { JsonObject } from '../../plan/json.ts';
import type { PauseView } from '../../plan/view.ts';
import { readStart } from './facts.ts';
import { isImpossibleName, unlessGone } from './gone.ts';
import type { RunOf } from './pages.ts';
import { runStatus, type RunStatus } from './status.ts';

/** A run as Temporal's own state knows it. */
export interface RunState extends RunOf {
  definition: string;
  taskQueue: string;
  status: RunStatus;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** Null while it runs. */
  closedAt: number | null;
  firstRunId: string;
  /** The run that started it as its child; null when none did. */
  parent: RunOf | null;
  /** Who has paused it; null when it is not paused. */
  pause: PauseView | null;
  /** A later run that a reset made of this one. */
  resetRunId: string | null;
  memo: JsonObject;
  /** Activities under way. */
  pending: PendingCall[];
  /** Ids of the children that run. */
  children: string[];
}

export interface PendingCall {
  activityId: string;
  attempt: number;
  /** Null when the tool has not said. */
  progress: CallProgress | null;
  /** Who has paused it; null when it is not paused. */
  pause: PauseView | null;
}

/** The state of a run, or of the latest under the id; null when there is none, or cannot be one of that name. */
export async function describeRun(client: Client, workflowId: string, runId?: string): Promise<RunState | null> {
  const { namespace, loadedDataConverter } = client.options;
  const answer = await unlessGone(() => ask(client, namespace, { workflowId, runId }));
  const info = answer?.workflowExecutionInfo;
  if (answer == null || info == null) return null;
  const run: RunOf = { workflowId, runId: info.execution?.runId ?? '' };
  return {
    ...run,
    definition: info.type?.name ?? '',
    taskQueue: info.taskQueue ?? '',
    status: runStatus(info.status),
    pause: pauseOf(runStatus(info.status), answer.workflowExtendedInfo?.pauseInfo),
    startedAt: timeOf(info.startTime) ?? 0,
    closedAt: timeOf(info.closeTime),
    // Older servers leave it out.
    firstRunId: orNull(info.firstRunId) ?? (await readStart(client, run))?.firstRunId ?? '',
    parent: parentOf(info.parentExecution),
    resetRunId: orNull(answer.workflowExtendedInfo?.resetRunId),
    memo: ((await decodeMapFromPayloads(loadedDataConverter, info.memo?.fields ?? {})) ?? {}) as JsonObject,
    children: answer.pendingChildren.flatMap((child) => child.workflowId ?? []),
    pending: await Promise.all(
      answer.pendingActivities.map(async ({ activityId, attempt, heartbeatDetails, paused, pauseInfo }) => ({
        activityId: activityId ?? '',
        attempt: attempt ?? 1,
        progress: await readProgress(client, heartbeatDetails?.payloads?.[0]),
        pause: paused === true ? callPause(pauseInfo) : null,
      })),
    ),
  };
}

/** Temporal keeps the pause of an execution that was ended while it was paused. */
function pauseOf(
  status: RunStatus,
  info: temporal.api.workflow.v1.IWorkflowExecutionPauseInfo | null | undefined,
): PauseView | null {
  if (status !== 'paused') return null;
  return { by: orNull(info?.identity), since: isoOf(info?.pausedTime), reason: orNull(info?.reason) };
}

/** By a person, or by a rule for many calls that a person has made. */
function callPause(info: temporal.api.workflow.v1.PendingActivityInfo.IPauseInfo | null | undefined): PauseView {
  const { manual, rule } = info ?? {};
  return {
    by: orNull(manual?.identity ?? rule?.identity),
    since: isoOf(info?.pauseTime),
    reason: orNull(manual?.reason ?? rule?.reason),
  };
}

function isoOf(time: Parameters<typeof optionalTsToDate>[0]): string {
  return new Date(timeOf(time) ?? 0).toISOString();
}

async function readProgress(client: Client, details: Payload | undefined): Promise<CallProgress | null> {
  if (details === undefined) return null;
  try {
    const [decoded] = await decodeArrayFromPayloads(client.options.loadedDataConverter, [details]);
    return progressOf(decoded);
  } catch {
    // Details that this process cannot decode must not hide the run: how far a tool is decides nothing.
    return null;
  }
}

async function ask(client: Client, namespace: string, execution: { workflowId: string; runId: string | undefined }) {
  try {
    return await client.workflowService.describeWorkflowExecution({ namespace, execution });
  } catch (error) {
    if (isImpossibleName(error)) return null;
    throw error;
  }
}

function parentOf(execution: { workflowId?: string | null; runId?: string | null } | null | undefined): RunOf | null {
  const { workflowId, runId } = execution ?? {};
  return workflowId == null || workflowId === '' ? null : { workflowId, runId: runId ?? '' };
}

export function timeOf(time: Parameters<typeof optionalTsToDate>[0]): number | null {
  return optionalTsToDate(time)?.getTime() ?? null;
}

function orNull(text: string | null | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
