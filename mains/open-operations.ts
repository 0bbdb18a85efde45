import { randomUUID } from 'node:crypto';
import type { ConnectionLike } from '@temporalio/client';
import { createOperations } from '../api/operations/create-operations.ts';
import type { Operations } from '../api/operations/operations.ts';
import { createTemporalExecutions } from '../api/temporal/executions.ts';
import { serverStatus } from '../project/server-status.ts';
import { dataConverter } from '../workflows/data-converter.ts';
import type { Context } from './context.ts';
import { taskQueueOf } from './open-executions.ts';
import type { LiveProject } from './live-project.ts';
import { servedDefinitions } from './served-definitions.ts';

export interface OperationsTarget {
  connection: ConnectionLike;
  namespace: string;
  /** Undefined when it is not known. */
  uiAddress: string | undefined;
}

/** The operations of a live project on a Temporal server: what every door of this process asks. */
export function openOperations(
  { environment }: Context,
  live: LiveProject,
  { connection, namespace, uiAddress }: OperationsTarget,
): Operations {
  const taskQueue = taskQueueOf(environment);
  return createOperations({
    definitions: servedDefinitions(live),
    executions: createTemporalExecutions({ connection, namespace, taskQueue, dataConverter, uiAddress }),
    servers: { status: () => serverStatus(live.federation) },
    randomId: randomUUID,
    now: () => Date.now(),
  });
}
