import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { until } from '../support/progress.ts';

/**
 * Resets a run to the end of one of its workflow tasks, as the button of the Temporal UI does; gives the new run. `task` counts the completed
 * ones from 0; negative from the end.
 */
export async function reset(client: Client, id: string, runId: string, task: number): Promise<string> {
  const { events } = await client.workflow.getHandle(id, runId).fetchHistory();
  const completed = (events ?? []).filter(({ workflowTaskCompletedEventAttributes: one }) => one != null);
  const answer = await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId: id, runId },
    workflowTaskFinishEventId: completed.at(task)?.eventId,
    requestId: randomUUID(),
    reason: 'by hand',
  });
  return answer.runId;
}

/** Terminates, and waits until that can be found by query. */
export async function terminate(client: Client, handle: WorkflowHandle): Promise<void> {
  await handle.terminate('by hand');
  await untilListed(client, `WorkflowId = '${handle.workflowId}' AND ExecutionStatus = 'Terminated'`);
}

export async function untilListed(client: Client, query: string): Promise<void> {
  await until(`an execution in the list of ${query}`, async () => {
    for await (const _ of client.workflow.list({ query })) return true;
    return false;
  });
}
