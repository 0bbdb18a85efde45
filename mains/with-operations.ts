import type { Operations } from '../api/operations/operations.ts';
import { connectTemporal } from '../cli/temporal/connect.ts';
import type { Context } from './context.ts';
import { openOperations } from './open-operations.ts';
import { SERVE_NOTHING } from './served.ts';
import type { Served } from './served.ts';
import { uiAddressOf } from './settings/temporal-place.ts';

/**
 * Runs `work` with the operations on the Temporal server that the environment names, for a command that asks and ends. Commands about
 * executions need no project. Throws TemporalUnreachable.
 */
export async function withOperations<T>(
  context: Context,
  work: (operations: Operations) => Promise<T>,
  served: Served = SERVE_NOTHING,
): Promise<T> {
  const { environment } = context;
  const { connection, connectionOptions, namespace } = await connectTemporal({ environment });
  try {
    const uiAddress = uiAddressOf(environment, connectionOptions.address);
    return await work(openOperations(context, served, { connection, namespace, uiAddress }));
  } finally {
    await connection.close();
  }
}
