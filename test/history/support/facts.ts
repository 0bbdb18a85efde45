import { ActivityFailure, ApplicationFailure, RetryState } from '@temporalio/common';
import type { Fact, FactBody } from '../../../history/fact.ts';
import type { CallRequest, CallReturn } from '../../../plan/call.ts';
import type { Json } from '../../../plan/json.ts';
import type { Outcome } from '../../../plan/outcome.ts';
import { activityId } from '../../../plan/path.ts';

/** A fact as a decoded history has it. */
export function fact(eventId: number, body: FactBody, at = eventId): Fact {
  return { eventId, at, ...body };
}

export function callScheduled(request: CallRequest): FactBody {
  const activityType = `${request.server}.${request.tool}`;
  return { kind: 'call_scheduled', activityId: activityId(request), activityType, request };
}

export function callCompleted(scheduledId: number, returned: CallReturn): FactBody {
  return { kind: 'call_completed', scheduledId, value: returned as unknown as Json, returned, by: '' };
}

/** As our activity ends a call: with its verdict in the details. */
export function callFailed(
  scheduledId: number,
  outcome: Exclude<Outcome, 'ok'>,
  failure: { type: string; message: string } = { type: 'ToolFailed', message: outcome },
  attempts = 1,
): FactBody & { kind: 'call_failed' } {
  const details = { outcome, attempts, retry: 'never', receipt: { runId: '', key: '', epoch: 0 } };
  const cause = ApplicationFailure.create({ ...failure, nonRetryable: true, details: [details] });
  return { kind: 'call_failed', scheduledId, error: activityFailure(cause), by: '' };
}

export function activityFailure(cause: Error): ActivityFailure {
  return new ActivityFailure('Activity task failed', '', undefined, RetryState.NON_RETRYABLE_FAILURE, undefined, cause);
}
