import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle } from '@temporalio/client';

/** Resets an execution to before the call with this activity id was scheduled; gives the new run. */
export async function resetBefore(
  client: Client,
  handle: WorkflowHandle,
  activityId: string,
  runId?: string,
): Promise<WorkflowHandle> {
  const base = runId ?? (await handle.describe()).runId;
  const { events } = await client.workflow.getHandle(handle.workflowId, base).fetchHistory();
  const scheduled = events?.findLast((event) => event.activityTaskScheduledEventAttributes?.activityId === activityId);
  const task = scheduled?.activityTaskScheduledEventAttributes?.workflowTaskCompletedEventId;
  if (task == null) throw new Error(`"${activityId}" was not scheduled in run ${base}.`);
  return resetTo(client, handle.workflowId, base, task);
}

type ResetRequest = Parameters<Client['workflowService']['resetWorkflowExecution']>[0];
type EventId = ResetRequest['workflowTaskFinishEventId'];

/** Resets a run to the workflow task that completed with this event, as the Temporal UI does. */
export async function resetTo(
  client: Client,
  workflowId: string,
  runId: string,
  workflowTaskFinishEventId: EventId,
): Promise<WorkflowHandle> {
  const { runId: newRunId } = await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId, runId },
    reason: 'test',
    requestId: randomUUID(),
    workflowTaskFinishEventId,
  });
  return client.workflow.getHandle(workflowId, newRunId);
}
