import {
  isGrpcServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { OperationError } from '../operations/errors.ts';

/** gRPC status codes. */
const NOT_FOUND = new Set([5]);
const INVALID_ARGUMENT = new Set([3]);
const PASSING = new Map([
  // How Temporal names failures inside of it.
  [2, 'failed inside'],
  [4, 'did not answer in time'],
  [8, 'has too much to do'],
  [13, 'failed inside'],
  [14, 'is not reachable'],
]);

/** Whether Temporal says that there is no such execution, or that it is over. */
export function isNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || (isGrpcServiceError(error) && NOT_FOUND.has(error.code));
}

/** Whether Temporal refuses an id or a run id as one that cannot be, such as a run id of zeros: nothing has such a name. */
export function isImpossibleName(error: unknown): boolean {
  return isGrpcServiceError(error) && INVALID_ARGUMENT.has(error.code);
}

/** Runs a request; what Temporal could not do becomes one sentence with a remedy. */
export async function guarded<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw translate(error);
  }
}

export function translate(error: unknown): unknown {
  if (error instanceof OperationError) return error;
  if (error instanceof WorkflowUpdateFailedError) {
    return new OperationError('refused', error.cause?.message ?? error.message, { cause: error });
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    return new OperationError(
      'no-worker',
      'No worker answered in time. Start one with "sagaflow worker" or "sagaflow dev".',
      {
        cause: error,
      },
    );
  }
  const status = statusOf(error);
  const what = status === undefined ? undefined : PASSING.get(status);
  if (what === undefined) return error;
  const remedy = 'Start it with "sagaflow dev", or set TEMPORAL_ADDRESS to a running server.';
  return new OperationError('temporal-unavailable', `Temporal ${what}. ${remedy}`, { cause: error });
}

/** The client wraps gRPC errors in its own. */
function statusOf(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  const cause = error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(cause) ? cause.code : undefined;
}
