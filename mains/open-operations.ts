import { randomUUID } from 'node:crypto';
import type { ConnectionLike } from '@temporalio/client';
import { createOperations } from '../api/operations/create-operations.ts';
import type { Operations } from '../api/operations/operations.ts';
import { createTemporalExecutions } from '../api/temporal/executions.ts';
import { createTemporalSchedules } from '../api/temporal/schedules.ts';
import type { Context } from './context.ts';
import type { Served } from './served.ts';
import { taskQueueOf } from './settings/temporal-place.ts';

export interface OperationsTarget {
  connection: ConnectionLike;
  namespace: string;
  /** Undefined when it is not known. */
  uiAddress: string | undefined;
}

/** The operations of a project on a Temporal server: what every door of this process asks. */
export function openOperations(
  { environment, dataConverter }: Pick<Context, 'environment' | 'dataConverter'>,
  served: Served,
  { connection, namespace, uiAddress }: OperationsTarget,
): Operations {
  const place = { connection, namespace, taskQueue: taskQueueOf(environment), dataConverter };
  return createOperations({
    ...served,
    executions: createTemporalExecutions({ ...place, uiAddress }),
    schedules: createTemporalSchedules(place),
    randomId: randomUUID,
    now: () => Date.now(),
  });
}
