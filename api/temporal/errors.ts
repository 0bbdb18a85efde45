import {
  isGrpcServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { OperationError } from '../operations/errors.ts';

/** gRPC status codes. */
const PASSING = new Map([
  // How Temporal names failures inside of it.
  [2, 'failed inside'],
  [4, 'did not answer in time'],
  [8, 'has too much to do'],
  [13, 'failed inside'],
  [14, 'is not reachable'],
]);

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
