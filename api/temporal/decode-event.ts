import { ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/common';
import type { LoadedDataConverter } from '@temporalio/common';
import {
  decodeArrayFromPayloads,
  decodeOptionalFailureToOptionalError,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { temporal } from '@temporalio/proto';
import type { CallFailureDetails, CallRequest, CallReturn } from '../../plan/call.ts';
import type { DecisionFacts, ParkFacts } from '../../plan/events.ts';
import { LAST_DECISION, LAST_PARK } from '../../plan/messages.ts';
import { isJsonObject } from '../../plan/json.ts';
import type { Json } from '../../plan/json.ts';
import type { FailureView } from '../../plan/view.ts';
import type { ExecutionState } from '../../workflows/interpreter/state/state.ts';
import type { PlanInHistory, RecordedEvent, RecordedFact } from './recorded-event.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Payloads = temporal.api.common.v1.IPayloads | null | undefined;
type Failure = temporal.api.failure.v1.IFailure | null | undefined;

/** Decodes one event; null for those that say nothing about the execution (workflow tasks and the like). */
export async function decodeEvent(
  event: HistoryEvent,
  runId: string,
  converter: LoadedDataConverter,
): Promise<RecordedEvent | null> {
  const fact = await decodeFact(event, createDecoder(converter));
  if (fact === null) return null;
  const at = (optionalTsToDate(event.eventTime) ?? new Date(0)).toISOString();
  return { eventId: idOf(event.eventId), runId, at, ...fact };
}

type Decoder = ReturnType<typeof createDecoder>;

function createDecoder(converter: LoadedDataConverter) {
  const values = async (payloads: Payloads): Promise<Json[]> =>
    (await decodeArrayFromPayloads(converter, payloads?.payloads)).map((value) => (value ?? null) as Json);
  return {
    values,
    first: async (payloads: Payloads): Promise<Json> => (await values(payloads))[0] ?? null,
    summary: async (event: HistoryEvent): Promise<string | null> => {
      const payload = event.userMetadata?.summary;
      const text = payload ? (await values({ payloads: [payload] }))[0] : null;
      return typeof text === 'string' ? text : null;
    },
    failure: async (failure: Failure): Promise<{ failure: FailureView; details: Json }> =>
      readFailure(await decodeOptionalFailureToOptionalError(converter, failure)),
  };
}

async function decodeFact(event: HistoryEvent, decoder: Decoder): Promise<RecordedFact | null> {
  return (await decodeCall(event, decoder)) ?? (await decodeWait(event, decoder)) ?? (await decodeRun(event, decoder));
}

async function decodeCall(event: HistoryEvent, decoder: Decoder): Promise<RecordedFact | null> {
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled) {
    const request = (await decoder.first(scheduled.input)) as CallRequest | null;
    const { activityId, activityType } = scheduled;
    return { kind: 'call_scheduled', activityId: activityId ?? '', activityType: activityType?.name ?? '', request };
  }
  const started = event.activityTaskStartedEventAttributes;
  if (started) {
    return { kind: 'call_started', scheduledId: idOf(started.scheduledEventId), attempt: started.attempt ?? 1 };
  }
  const completed = event.activityTaskCompletedEventAttributes;
  if (completed) {
    const value = (await decoder.first(completed.result)) as CallReturn | null;
    return { kind: 'call_completed', scheduledId: idOf(completed.scheduledEventId), value };
  }
  const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
  if (failed) {
    const { failure, details } = await decoder.failure(failed.failure);
    const known = isJsonObject(details) ? (details as Partial<CallFailureDetails>) : {};
    return { kind: 'call_failed', scheduledId: idOf(failed.scheduledEventId), failure, details: known };
  }
  const canceled = event.activityTaskCanceledEventAttributes;
  if (canceled) {
    const failure = { type: 'Canceled', message: 'Canceled before it told how it ended.' };
    return { kind: 'call_failed', scheduledId: idOf(canceled.scheduledEventId), failure, details: {} };
  }
  return null;
}

async function decodeWait(event: HistoryEvent, decoder: Decoder): Promise<RecordedFact | null> {
  const timer = event.timerStartedEventAttributes;
  if (timer) return { kind: 'timer_started', timerId: timer.timerId ?? '', label: await decoder.summary(event) };
  const fired = event.timerFiredEventAttributes;
  if (fired) return { kind: 'timer_fired', timerId: fired.timerId ?? '' };
  const child = event.startChildWorkflowExecutionInitiatedEventAttributes;
  if (child)
    return { kind: 'child_initiated', label: await decoder.summary(event), workflowId: child.workflowId ?? '' };
  const completed = event.childWorkflowExecutionCompletedEventAttributes;
  if (completed) {
    const output = await decoder.first(completed.result);
    return { kind: 'child_completed', initiatedId: idOf(completed.initiatedEventId), output };
  }
  const failed = event.childWorkflowExecutionFailedEventAttributes;
  if (failed) {
    const { failure } = await decoder.failure(failed.failure);
    return { kind: 'child_failed', initiatedId: idOf(failed.initiatedEventId), failure };
  }
  const ended =
    event.childWorkflowExecutionCanceledEventAttributes ??
    event.childWorkflowExecutionTerminatedEventAttributes ??
    event.childWorkflowExecutionTimedOutEventAttributes ??
    event.startChildWorkflowExecutionFailedEventAttributes;
  if (ended) {
    const failure = { type: 'ChildFailed', message: 'The child execution did not complete.' };
    return { kind: 'child_failed', initiatedId: idOf(ended.initiatedEventId), failure };
  }
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (signal) {
    const argument = await decoder.first(signal.input);
    return { kind: 'message', channel: 'signal', name: signal.signalName ?? '', argument };
  }
  const update = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input;
  if (update) {
    return { kind: 'message', channel: 'update', name: update.name ?? '', argument: await decoder.first(update.args) };
  }
  return null;
}

async function decodeRun(event: HistoryEvent, decoder: Decoder): Promise<RecordedFact | null> {
  const started = event.workflowExecutionStartedEventAttributes;
  if (started) {
    const [input = null, given, carried] = await decoder.values(started.input);
    const state = isJsonObject(carried) && isJsonObject(carried['state']) ? carried['state'] : null;
    return { kind: 'started', input, plan: asPlan(given), carried: state as ExecutionState | null };
  }
  const marker = event.markerRecordedEventAttributes;
  if (marker?.markerName === 'core_local_activity') {
    const resolved = asPlan(await decoder.first(marker.details?.['result']));
    return resolved === null ? null : { kind: 'plan_resolved', ...resolved };
  }
  const attributes = event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes?.indexedFields;
  if (attributes) {
    const read = async (name: string): Promise<string | null> => {
      const payload = attributes[name];
      const value = payload ? (await decoder.values({ payloads: [payload] }))[0] : null;
      const [text] = Array.isArray(value) ? value : [value];
      return typeof text === 'string' ? text : null;
    };
    const [sagaState, failedStep, parkReason] = await Promise.all(['SagaState', 'FailedStep', 'ParkReason'].map(read));
    return {
      kind: 'attributes',
      sagaState: sagaState ?? null,
      failedStep: failedStep ?? null,
      parkReason: parkReason ?? null,
    };
  }
  return (await decodeMemo(event, decoder)) ?? (await decodeEnd(event, decoder));
}

/** What the execution says of its parks (`workflows/show-parks.ts`). */
async function decodeMemo(event: HistoryEvent, decoder: Decoder): Promise<RecordedFact | null> {
  const fields = event.workflowPropertiesModifiedEventAttributes?.upsertedMemo?.fields;
  const read = async (name: string): Promise<Json> => {
    const payload = fields?.[name];
    return payload ? ((await decoder.values({ payloads: [payload] }))[0] ?? null) : null;
  };
  const park = await read(LAST_PARK);
  if (isJsonObject(park)) return { kind: 'parked', park: park as unknown as ParkFacts & { at: string } };
  const decision = await read(LAST_DECISION);
  if (!isJsonObject(decision)) return null;
  return { kind: 'decided', decision: decision as unknown as DecisionFacts & { at: string } };
}

async function decodeEnd(event: HistoryEvent, decoder: Decoder): Promise<RecordedFact | null> {
  const completed = event.workflowExecutionCompletedEventAttributes;
  if (completed) return { kind: 'completed', value: await decoder.first(completed.result) };
  const failed = event.workflowExecutionFailedEventAttributes;
  if (failed) return { kind: 'failed', ...(await decoder.failure(failed.failure)) };
  const canceled = event.workflowExecutionCanceledEventAttributes;
  if (canceled) return { kind: 'canceled', details: await decoder.first(canceled.details) };
  const terminated = event.workflowExecutionTerminatedEventAttributes;
  if (terminated) return { kind: 'terminated', reason: terminated.reason ?? '' };
  if (event.workflowExecutionTimedOutEventAttributes)
    return { kind: 'terminated', reason: 'Temporal closed it: timed out.' };
  const continued = event.workflowExecutionContinuedAsNewEventAttributes;
  if (continued) return { kind: 'continued', nextRunId: continued.newExecutionRunId ?? '' };
  return null;
}

function readFailure(error: Error | undefined): { failure: FailureView; details: Json } {
  if (error instanceof ApplicationFailure) {
    const failure = { type: error.type ?? 'Failure', message: error.message };
    return { failure, details: (error.details?.[0] ?? null) as Json };
  }
  if (error instanceof TimeoutFailure) {
    const message = `The worker gave no answer in time (${error.timeoutType}).`;
    return { failure: { type: 'CallTimedOut', message }, details: null };
  }
  if (error instanceof CancelledFailure)
    return { failure: { type: 'Canceled', message: error.message }, details: null };
  return { failure: { type: 'CallFailed', message: error?.message ?? 'It failed without saying why.' }, details: null };
}

/** `{plan, hash}`, from a start's second argument or from the marker of the local activity that resolved it. */
function asPlan(value: Json | undefined): PlanInHistory | null {
  if (!isJsonObject(value) || !isJsonObject(value['plan']) || typeof value['hash'] !== 'string') return null;
  return value as unknown as PlanInHistory;
}

function idOf(id: { toString(): string } | number | null | undefined): string {
  return id === null || id === undefined ? '' : id.toString();
}
