import { ScheduleClient } from '@temporalio/client';
import type { ConnectionLike } from '@temporalio/client';
import { ensureReconciler, removeReconciler } from '../worker/reconciler.ts';
import { CommandError, sayLine } from './context.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-codes.ts';

/** `SAGAFLOW_RECONCILER`: whether terminated executions are undone (S33). */
export function wantsReconciler({ environment }: Pick<Context, 'environment'>): boolean {
  const written = environment['SAGAFLOW_RECONCILER'] || 'on';
  if (written === 'on' || written === 'off') return written === 'on';
  throw new CommandError(EXIT.error, `SAGAFLOW_RECONCILER is "${written}"; it is on or off.`);
}

/** Creates the reconciler's schedule, or takes it away. When the server refuses, a line says so, and the worker works without it. */
export async function keepReconciler(
  { stderr, dataConverter }: Pick<Context, 'stderr' | 'dataConverter'>,
  isWanted: boolean,
  { connection, namespace }: { connection: ConnectionLike; namespace: string },
  taskQueue: string,
): Promise<void> {
  const schedules = new ScheduleClient({ connection, namespace, dataConverter });
  try {
    await (isWanted ? ensureReconciler(schedules, taskQueue) : removeReconciler(schedules, taskQueue));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const what = isWanted ? 'created: terminated executions are not undone' : 'removed';
    sayLine(stderr, `The schedule of the reconciler could not be ${what} (${reason}).`);
  }
}
