import { ScheduleNotFoundError } from '@temporalio/client';
import { scheduleId } from '../../../worker/reconciler.ts';
import type { World } from '../processes/open-world.ts';
import { pause, persist } from './persist.ts';

const PATIENCE_MS = 90_000;

/** Sees to it that the reconciler has looked once more, now that nothing is being terminated any more. Throws when it does not. */
export async function reconcile(world: World): Promise<void> {
  const since = new Date();
  const handle = world.client.schedule.getHandle(scheduleId(world.taskQueue));
  while (!(await hasLooked(world, since))) {
    if (Date.now() - since.getTime() > PATIENCE_MS) throw new Error('The reconciler did not look within 90 s.');
    // Skipped while an earlier look is under way.
    await persist(() => handle.trigger()).catch((error: unknown) => {
      if (error instanceof ScheduleNotFoundError) throw new Error('There is no reconciler.', { cause: error });
      throw error;
    });
    await pause(1_000);
  }
}

async function hasLooked({ client, taskQueue }: World, since: Date): Promise<boolean> {
  const started = `StartTime >= "${since.toISOString()}" AND ExecutionStatus = "Completed"`;
  const query = `TaskQueue = "${taskQueue}" AND WorkflowType = "ReconcileTerminated" AND ${started}`;
  const { count } = await persist(() => client.workflow.count(query));
  return count > 0;
}
