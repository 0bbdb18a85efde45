import { createTemporalSchedules } from '../api/temporal/schedules.ts';
import type { Schedules } from '../api/operations/schedules.ts';
import { dataConverter } from '../workflows/data-converter.ts';
import type { Context } from './context.ts';
import { taskQueueOf } from './open-executions.ts';
import { connectTemporal } from '../cli/temporal/connect.ts';

/** Runs `work` with the schedules on the Temporal server that the environment names. Throws TemporalUnreachable. */
export async function withSchedules<T>(context: Context, work: (schedules: Schedules) => Promise<T>): Promise<T> {
  const { environment } = context;
  const { connection, namespace } = await connectTemporal({ environment });
  try {
    const taskQueue = taskQueueOf(environment);
    return await work(createTemporalSchedules({ connection, namespace, taskQueue, dataConverter }));
  } finally {
    await connection.close();
  }
}
