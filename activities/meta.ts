import type { Info } from '@temporalio/activity';
import type { CallRequest } from '../plan/call.ts';
import type { JsonObject } from '../plan/json.ts';

/** `_meta` of a `tools/call`: the key always travels; nothing is built on it unless the tool's idempotency says so (INTERFACES). */
export function executionMeta(request: CallRequest, info: Info): JsonObject {
  return {
    'io.sagaflow/idempotency-key': request.key,
    ...(request.compensates === null ? {} : { 'io.sagaflow/compensates': request.compensates }),
    ...(request.requestId === undefined ? {} : { 'io.sagaflow/request-id': request.requestId }),
    'io.sagaflow/execution': {
      id: info.workflowExecution?.workflowId ?? '',
      runId: info.workflowExecution?.runId ?? '',
      step: request.path,
      epoch: request.epoch,
      attempt: info.attempt,
    },
  };
}
