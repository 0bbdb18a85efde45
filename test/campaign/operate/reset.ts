import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { Random } from '../random.ts';
import type { World } from '../processes/open-world.ts';
import { persist } from './persist.ts';

const {
  EVENT_TYPE_WORKFLOW_TASK_COMPLETED: TASK_COMPLETED,
  EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT: TASK_TIMED_OUT,
  EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: SCHEDULED,
} = proto.temporal.api.enums.v1.EventType;

/** Which events a reset may go back to: any, or those before the first compensation. */
export type ResetRange = 'any' | 'before_compensation' | 'first';

export interface ResetDone {
  runId: string;
  eventId: number;
  newRunId: string;
}

/** Resets a run to one of its workflow tasks; null when there is none or Temporal refuses, which is written down. */
export async function resetRun(
  world: World,
  id: string,
  runId: string | null,
  range: ResetRange,
  random: Random,
): Promise<ResetDone | null> {
  const { client, folder } = world;
  const run = runId ?? (await latestRun(client, id));
  const points = await resetPoints(client, id, run, range);
  if (points.length === 0) return null;
  const eventId = random.pick(points);
  const requestId = randomUUID();
  const facts = { kind: 'reset', execution: id, runId: run, eventId };
  try {
    const { runId: newRunId } = await persist(() =>
      client.workflowService.resetWorkflowExecution({
        namespace: client.options.namespace,
        workflowExecution: { workflowId: id, runId: run },
        reason: 'campaign',
        workflowTaskFinishEventId: eventId as unknown as Long,
        requestId,
      }),
    );
    folder.action({ ...facts, newRunId, answer: 'reset' });
    return { runId: run, eventId, newRunId };
  } catch (error) {
    folder.action({ ...facts, answer: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

type Long = NonNullable<
  proto.temporal.api.workflowservice.v1.IResetWorkflowExecutionRequest['workflowTaskFinishEventId']
>;

export async function latestRun(client: Client, id: string): Promise<string> {
  return (await persist(() => client.workflow.getHandle(id).describe())).runId;
}

async function resetPoints(client: Client, id: string, runId: string, range: ResetRange): Promise<number[]> {
  const { events } = await persist(() => client.workflow.getHandle(id, runId).fetchHistory());
  const points: number[] = [];
  for (const { eventType, eventId, activityTaskScheduledEventAttributes: scheduled } of events ?? []) {
    const isUndo = eventType === SCHEDULED && (scheduled?.activityId ?? '').includes('~undo');
    if (isUndo && range === 'before_compensation') break;
    if (eventType === TASK_COMPLETED || eventType === TASK_TIMED_OUT) points.push(Number(eventId));
  }
  return range === 'first' ? points.slice(0, 1) : points;
}
