import { randomUUID } from 'node:crypto';
import type { ConnectionLike } from '@temporalio/client';
import { createOperations } from '../api/operations/create-operations.ts';
import type { Operations } from '../api/operations/operations.ts';
import { createTemporalExecutions } from '../api/temporal/executions.ts';
import { createTemporalSchedules } from '../api/temporal/schedules.ts';
import type { MissingAttributes } from '../workflows/search-attributes.ts';
import type { Context } from './context.ts';
import type { Served } from './served.ts';
import { taskQueueOf } from './settings/temporal-place.ts';

export interface OperationsTarget {
  connection: ConnectionLike;
  namespace: string;
  /** Undefined when it is not known. */
  uiAddress: string | undefined;
  /** Search attributes that Temporal does not have; a command asks for them only when it needs to know. */
  missingAttributes: MissingAttributes | (() => Promise<MissingAttributes>);
}

/** The operations of a project on a Temporal server: what every door of this process asks. */
export function openOperations(
  { environment, dataConverter }: Pick<Context, 'environment' | 'dataConverter'>,
  served: Served,
  { connection, namespace, uiAddress, missingAttributes: missing }: OperationsTarget,
): Operations {
  const place = { connection, namespace, taskQueue: taskQueueOf(environment), dataConverter };
  const missingAttributes = typeof missing === 'function' ? missing : () => Promise.resolve(missing);
  return createOperations({
    ...served,
    executions: createTemporalExecutions({ ...place, uiAddress, missingAttributes }),
    schedules: createTemporalSchedules(place),
    randomId: randomUUID,
    now: () => Date.now(),
  });
}
