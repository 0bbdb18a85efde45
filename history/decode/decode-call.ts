import { ActivityFailure, CancelledFailure, RetryState } from '@temporalio/common';
import type { FactBody } from '../fact.ts';
import { asCallRequest, asCallReturn } from './checked.ts';
import { idOf, type Decoder, type HistoryEvent } from './decoder.ts';

/** Calls are activities. `readsRequests`: what a call was asked is long, and only who reads the past needs it. */
export async function decodeCall(
  event: HistoryEvent,
  decoder: Decoder,
  { readsRequests }: { readsRequests: boolean },
): Promise<FactBody | null> {
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled) {
    const request = readsRequests ? asCallRequest(await decoder.first(scheduled.input)) : null;
    const { activityId, activityType } = scheduled;
    return { kind: 'call_scheduled', activityId: activityId ?? '', activityType: activityType?.name ?? '', request };
  }
  const started = event.activityTaskStartedEventAttributes;
  if (started) {
    return {
      kind: 'call_started',
      scheduledId: idOf(started.scheduledEventId),
      attempt: started.attempt ?? 1,
      by: started.identity ?? '',
    };
  }
  const completed = event.activityTaskCompletedEventAttributes;
  if (completed) {
    const value = (await decoder.first(completed.result)) ?? null;
    const scheduledId = idOf(completed.scheduledEventId);
    return { kind: 'call_completed', scheduledId, value, returned: asCallReturn(value), by: completed.identity ?? '' };
  }
  const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
  if (failed) {
    return callFailed(failed, await decoder.error(failed.failure));
  }
  const canceled = event.activityTaskCanceledEventAttributes;
  if (!canceled) return null;
  const details = canceled.details ? [await decoder.first(canceled.details)] : [];
  return callFailed(canceled, new CancelledFailure('Activity canceled', details));
}

interface Ended {
  scheduledEventId?: Parameters<typeof idOf>[0];
  identity?: string | null;
}

function callFailed({ scheduledEventId, identity }: Ended, cause: Error): FactBody {
  const state = RetryState.NON_RETRYABLE_FAILURE;
  const error = new ActivityFailure('Activity task failed', '', undefined, state, undefined, cause);
  return { kind: 'call_failed', scheduledId: idOf(scheduledEventId), error, by: identity ?? '' };
}
