import type { LoadedDataConverter } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { CallFailureDetails, CallRequest, CallReturn } from '../../plan/call.ts';
import { isJsonObject, type Json } from '../../plan/json.ts';
import { LAST_DECISION } from '../../plan/messages.ts';
import type { Outcome } from '../../plan/outcome.ts';
import type { PastChild } from '../../plan/past.ts';
import type { EndFact, Fact, PlanFact, StartFact } from './fact.ts';
import { leftNothing } from '../../plan/failure-types.ts';

export type HistoryEvent = NonNullable<History['events']>[number];
type Payloads = Parameters<typeof decodeArrayFromPayloads>[1];

/** What an event says about effects; null for the many that say nothing. */
export async function decodeFact(event: HistoryEvent, converter: LoadedDataConverter): Promise<Fact | null> {
  const values = async (payloads: Payloads): Promise<Json[]> =>
    (await decodeArrayFromPayloads(converter, payloads)).map((value) => (value ?? null) as Json);
  return (
    (await decodeCall(event, values)) ??
    (await decodeDecision(event, values)) ??
    (await decodeChild(event, values)) ??
    (await decodeStart(event, values)) ??
    (await decodeEnd(event, values)) ??
    decodeChain(event)
  );
}

type Values = (payloads: Payloads) => Promise<Json[]>;

async function decodeCall(event: HistoryEvent, values: Values): Promise<Fact | null> {
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled) {
    const [request] = await values(scheduled.input?.payloads);
    return isCallRequest(request)
      ? { kind: 'call_scheduled', eventId: idOf(event.eventId), at: timeOf(event), request }
      : null;
  }
  const completed = event.activityTaskCompletedEventAttributes;
  if (completed) {
    const [value] = await values(completed.result?.payloads);
    const scheduledId = idOf(completed.scheduledEventId);
    return { kind: 'call_completed', scheduledId, value: value as unknown as CallReturn };
  }
  const failed = event.activityTaskFailedEventAttributes;
  if (failed) {
    const [details] = await values(failed.failure?.applicationFailureInfo?.details?.payloads);
    const outcome = isJsonObject(details) ? (details as Partial<CallFailureDetails>).outcome : undefined;
    return { kind: 'call_failed', scheduledId: idOf(failed.scheduledEventId), outcome: unclear(outcome) };
  }
  // Without a verdict of the activity nobody knows (O11).
  const lost = event.activityTaskTimedOutEventAttributes ?? event.activityTaskCanceledEventAttributes;
  return lost ? { kind: 'call_failed', scheduledId: idOf(lost.scheduledEventId), outcome: 'unknown' } : null;
}

/** Activities that are no calls (this one, for example) have other arguments. */
function isCallRequest(request: Json | undefined): request is Json & CallRequest {
  return isJsonObject(request) && typeof request['key'] === 'string' && typeof request['direction'] === 'string';
}

function unclear(outcome: Outcome | undefined): Exclude<Outcome, 'ok'> {
  return outcome === undefined || outcome === 'ok' ? 'unknown' : outcome;
}

/** Decisions are kept in the memo of the execution, which says what they were about. */
async function decodeDecision(event: HistoryEvent, values: Values): Promise<Fact | null> {
  const memo = event.workflowPropertiesModifiedEventAttributes?.upsertedMemo?.fields?.[LAST_DECISION];
  const [decided] = memo == null ? [] : await values([memo]);
  if (!isJsonObject(decided) || decided['direction'] !== 'compensation') return null;
  const { path, epoch, verb, unclear, happened } = decided;
  const isAnswer = verb === 'resolve_unknown';
  const isGone = verb === 'mark_compensated' || (isAnswer && unclear === 'compensation' && happened === true);
  const neverWas = isAnswer && unclear === 'call' && happened === false;
  if (!(isGone || neverWas) || typeof path !== 'string' || typeof epoch !== 'number') return null;
  return { kind: 'undone_by_hand', path, epoch };
}

async function decodeChild(event: HistoryEvent, values: Values): Promise<Fact | null> {
  const initiated = event.startChildWorkflowExecutionInitiatedEventAttributes;
  if (initiated) {
    const { workflowId } = initiated;
    return {
      kind: 'child_initiated',
      eventId: idOf(event.eventId),
      at: timeOf(event),
      workflowId: workflowId ?? '',
    };
  }
  const started = event.childWorkflowExecutionStartedEventAttributes;
  if (started) return { kind: 'child_started', initiatedId: idOf(started.initiatedEventId) };
  const completed = event.childWorkflowExecutionCompletedEventAttributes;
  if (completed) {
    const [result] = await values(completed.result?.payloads);
    return { kind: 'child_completed', initiatedId: idOf(completed.initiatedEventId), handed: asHanded(result) };
  }
  const failed = event.childWorkflowExecutionFailedEventAttributes;
  if (failed) {
    const isEmpty = leftNothing(failed.failure?.applicationFailureInfo?.type);
    const end = isEmpty ? 'nothing' : 'unclear';
    return { kind: 'child_ended', initiatedId: idOf(failed.initiatedEventId), end };
  }
  const gone =
    event.startChildWorkflowExecutionFailedEventAttributes ?? event.childWorkflowExecutionCanceledEventAttributes;
  if (gone) return { kind: 'child_ended', initiatedId: idOf(gone.initiatedEventId), end: 'nothing' };
  const cut =
    event.childWorkflowExecutionTerminatedEventAttributes ?? event.childWorkflowExecutionTimedOutEventAttributes;
  return cut ? { kind: 'child_ended', initiatedId: idOf(cut.initiatedEventId), end: 'unclear' } : null;
}

/** A completed child's result; null when it is none of ours. */
export function asHanded(result: Json | undefined): PastChild['handed'] {
  if (!isJsonObject(result) || !Array.isArray(result['ledger'])) return null;
  return result as unknown as NonNullable<PastChild['handed']>;
}

async function decodeStart(event: HistoryEvent, values: Values): Promise<Fact | null> {
  const started = event.workflowExecutionStartedEventAttributes;
  if (started) {
    const [input = null, given, carried = null] = await values(started.input?.payloads);
    const definition = started.workflowType?.name ?? '';
    const firstRunId = started.firstExecutionRunId ?? '';
    return { kind: 'started', definition, firstRunId, input, given: asPlan(given), carried } satisfies StartFact;
  }
  const marker = event.markerRecordedEventAttributes;
  if (marker?.markerName !== 'core_local_activity') return null;
  const [result] = await values(marker.details?.['result']?.payloads);
  const given = asPlan(result);
  return given === null ? null : { kind: 'plan_resolved', given };
}

function asPlan(value: Json | undefined): PlanFact | null {
  if (!isJsonObject(value) || !isJsonObject(value['plan']) || typeof value['hash'] !== 'string') return null;
  return value as unknown as PlanFact;
}

async function decodeEnd(event: HistoryEvent, values: Values): Promise<EndFact | null> {
  const ended = (status: EndFact['status'], failureType: string | null, result: Json): EndFact => {
    return { kind: 'ended', status, failureType, result };
  };
  const completed = event.workflowExecutionCompletedEventAttributes;
  if (completed) return ended('completed', null, (await values(completed.result?.payloads))[0] ?? null);
  const failed = event.workflowExecutionFailedEventAttributes;
  if (failed) return ended('failed', failed.failure?.applicationFailureInfo?.type ?? null, null);
  if (event.workflowExecutionCanceledEventAttributes) return ended('canceled', null, null);
  const cut = event.workflowExecutionTerminatedEventAttributes ?? event.workflowExecutionTimedOutEventAttributes;
  return cut ? ended('terminated', null, null) : null;
}

function decodeChain(event: HistoryEvent): Fact | null {
  const failed = event.workflowTaskFailedEventAttributes;
  const continued = event.workflowExecutionContinuedAsNewEventAttributes;
  const runIds = [failed?.baseRunId, failed?.newRunId, continued?.newExecutionRunId].filter(isRunId);
  return runIds.length === 0 ? null : { kind: 'runs_named', runIds };
}

function isRunId(runId: string | null | undefined): runId is string {
  return runId !== undefined && runId !== null && runId !== '';
}

function idOf(id: { toString(): string } | number | null | undefined): string {
  return id === null || id === undefined ? '' : id.toString();
}

function timeOf(event: HistoryEvent): number {
  return optionalTsToDate(event.eventTime)?.getTime() ?? 0;
}
