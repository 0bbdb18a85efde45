import { isGrpcServiceError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';

/** gRPC status codes. */
const NOT_FOUND = new Set<number>([5]);
const INVALID_ARGUMENT = new Set<number>([3]);

/** Whether Temporal says that there is no such execution, or that it is over. */
export function isNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || (isGrpcServiceError(error) && NOT_FOUND.has(error.code));
}

/** Whether Temporal refuses an id or a run id as one that cannot be, such as a run id of zeros: nothing has such a name. */
export function isImpossibleName(error: unknown): boolean {
  return isGrpcServiceError(error) && INVALID_ARGUMENT.has(error.code);
}

/** Null when Temporal says that there is no such execution; other errors are thrown. */
export async function unlessGone<T>(request: () => Promise<T>): Promise<T | null> {
  try {
    return await request();
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
