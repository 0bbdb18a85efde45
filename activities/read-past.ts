import { activityInfo, Context, heartbeat } from '@temporalio/activity';
import type { Past } from '../plan/past.ts';
import { readPast, type PastRequest } from '../history/past/read-past.ts';

/** The activity behind what a reset run, or a recovery, knows of other runs. */
export function readPastActivity(request: PastRequest): Promise<Past> {
  const asking = activityInfo().workflowExecution?.runId ?? '';
  return readPast(Context.current().client, request, asking, heartbeat);
}
