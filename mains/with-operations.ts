import type { Operations } from '../api/operations/operations.ts';
import { connectTemporal } from '../cli/temporal/connect.ts';
import { findMissingAttributes } from '../cli/temporal/search-attributes.ts';
import { SEARCH_ATTRIBUTES, type MissingAttributes } from '../workflows/search-attributes.ts';
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
  let missing: Promise<MissingAttributes> | undefined;
  const missingAttributes = (): Promise<MissingAttributes> =>
    (missing ??= findMissingAttributes(connection, namespace, SEARCH_ATTRIBUTES));
  try {
    const uiAddress = uiAddressOf(environment, connectionOptions.address);
    return await work(openOperations(context, served, { connection, namespace, uiAddress, missingAttributes }));
  } finally {
    await connection.close();
  }
}
