import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type ScheduleClient,
  type ScheduleOptions,
} from '@temporalio/client';

/** How often the reconciler looks for terminated executions. */
export const RECONCILE_EVERY_MS = 60_000;

/**
 * Sees to it that the schedule of the reconciler is there, and as it should be (S33). Safe to call from every worker: the schedule is one for a
 * task queue.
 */
export async function ensureReconciler(
  schedules: ScheduleClient,
  taskQueue: string,
  everyMs = RECONCILE_EVERY_MS,
): Promise<void> {
  const options = scheduleOf(taskQueue, everyMs);
  try {
    await schedules.create(options);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, action, policies } = options;
    const handle = schedules.getHandle(options.scheduleId);
    const { intervals = [] } = (await handle.describe()).spec;
    if (intervals[0]?.every === everyMs) return;
    // Whether somebody has paused it stays as it is.
    await handle.update(({ state }) => ({ spec, action, policies: { ...policies }, state }));
  }
}

/** Takes the schedule away: what is terminated then stays as it is. */
export async function removeReconciler(schedules: ScheduleClient, taskQueue: string): Promise<void> {
  try {
    await schedules.getHandle(scheduleId(taskQueue)).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

export function scheduleId(taskQueue: string): string {
  return `sagaflow-reconciler-${taskQueue}`;
}

function scheduleOf(taskQueue: string, everyMs: number) {
  const id = scheduleId(taskQueue);
  return {
    scheduleId: id,
    spec: { intervals: [{ every: everyMs }] },
    // A look that was missed is made up for by the next one.
    policies: { overlap: 'SKIP', catchupWindow: '1m' },
    action: { type: 'startWorkflow', workflowType: 'ReconcileTerminated', workflowId: id, taskQueue, args: [] },
  } satisfies ScheduleOptions;
}
