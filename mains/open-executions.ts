import { createTemporalExecutions } from '../api/temporal/executions.ts';
import type { Executions } from '../api/operations/ports.ts';
import { dataConverter } from '../workflows/data-converter.ts';
import type { Context } from './context.ts';
import { connectTemporal } from '../cli/temporal/connect.ts';

/** Runs `work` with the executions of the Temporal server that the environment names. Throws TemporalUnreachable. */
export async function withExecutions<T>(context: Context, work: (executions: Executions) => Promise<T>): Promise<T> {
  const { environment } = context;
  const { connection, connectionOptions, namespace } = await connectTemporal({ environment });
  try {
    return await work(
      createTemporalExecutions({
        connection,
        namespace,
        taskQueue: taskQueueOf(environment),
        dataConverter,
        uiAddress: uiAddressOf(environment, connectionOptions.address),
      }),
    );
  } finally {
    await connection.close();
  }
}

export function taskQueueOf(environment: Context['environment']): string {
  return environment['SAGAFLOW_TASK_QUEUE'] || 'sagaflow';
}

/** SAGAFLOW_TEMPORAL_UI, else the place where a dev server on this machine has its UI by convention: its port and 1000. */
export function uiAddressOf(environment: Context['environment'], address: string): string | undefined {
  const named = environment['SAGAFLOW_TEMPORAL_UI'];
  if (named) return named.replace(/\/+$/, '');
  const local = /^(?:127\.0\.0\.1|localhost):(\d+)$/.exec(address);
  return local === null ? undefined : `http://127.0.0.1:${String(Number(local[1]) + 1_000)}`;
}
