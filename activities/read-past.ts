import { activityInfo, Context, heartbeat } from '@temporalio/activity';
import type { Past, Recovers } from '../plan/past.ts';
import { laterRun } from '../history/past/later-run.ts';
import { readPast, type PastRequest } from '../history/past/read-past.ts';

/** The activity behind what a reset run, or a recovery, knows of other runs. */
export function readPastActivity(request: PastRequest): Promise<Past> {
  const { workflowId = null, runId = '' } = activityInfo().workflowExecution ?? {};
  return readPast(Context.current().client, request, { workflowId, runId }, heartbeat);
}

/** The activity behind what a recovery asks before each undo. */
export function laterRunActivity(recovers: Recovers): Promise<string | null> {
  const { workflowId = '' } = activityInfo().workflowExecution ?? {};
  return laterRun(Context.current().client, recovers, workflowId);
}
