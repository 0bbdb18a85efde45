import { isJsonObject, type Json } from '../../plan/json.ts';
import { LAST_DECISION, LAST_PARK } from '../../plan/messages.ts';
import type { EndFact, FactBody } from '../fact.ts';
import { asDecision, asGivenPlan, asPark } from './checked.ts';
import { describeError, idOf, type Decoder, type HistoryEvent } from './decoder.ts';

/** How a run began, went from workflow task to workflow task, what it said of itself, and how it ended. */
export async function decodeRun(event: HistoryEvent, decoder: Decoder): Promise<FactBody | null> {
  const task = event.workflowTaskStartedEventAttributes;
  if (task) return { kind: 'task_started', isLong: task.suggestContinueAsNew === true };
  const done = event.workflowTaskCompletedEventAttributes;
  if (done) return { kind: 'task_completed', startedId: idOf(done.startedEventId) };
  const { baseRunId, newRunId } = event.workflowTaskFailedEventAttributes ?? {};
  const paused = event.workflowExecutionPausedEventAttributes;
  if (paused) return { kind: 'paused', by: paused.identity ?? '', reason: paused.reason ?? '' };
  const unpaused = event.workflowExecutionUnpausedEventAttributes;
  if (unpaused) return { kind: 'unpaused', by: unpaused.identity ?? '', reason: unpaused.reason ?? '' };
  const runIds = [baseRunId, newRunId].filter((runId) => typeof runId === 'string' && runId !== '') as string[];
  if (runIds.length > 0) return { kind: 'runs_named', runIds };
  return (
    (await decodeStart(event, decoder)) ??
    (await decodeMarker(event, decoder)) ??
    (await decodeSaid(event, decoder)) ??
    (await decodeEnd(event, decoder))
  );
}

async function decodeStart(event: HistoryEvent, decoder: Decoder): Promise<FactBody | null> {
  const started = event.workflowExecutionStartedEventAttributes;
  if (!started) return null;
  const [input = null, given, carried] = await decoder.values(started.input);
  const continuedFrom = started.continuedExecutionRunId;
  return {
    kind: 'started',
    definition: started.workflowType?.name ?? '',
    firstRunId: started.firstExecutionRunId ?? '',
    originalRunId: started.originalExecutionRunId ?? '',
    hasParent: started.parentWorkflowExecution != null,
    continuedFrom: continuedFrom == null || continuedFrom === '' ? null : continuedFrom,
    input,
    given: asGivenPlan(given),
    carried: isJsonObject(carried) ? carried : null,
    memo: await decoder.map(started.memo?.fields),
  };
}

/** Names of markers and of their details are the SDK's own. */
async function decodeMarker(event: HistoryEvent, decoder: Decoder): Promise<FactBody | null> {
  const marker = event.markerRecordedEventAttributes;
  if (!marker) return null;
  const detail = async (name: string): Promise<Json> => (await decoder.first(marker.details?.[name])) ?? null;
  const text = (value: Json, name: string): string => {
    const own = isJsonObject(value) ? value[name] : null;
    return typeof own === 'string' ? own : '';
  };
  switch (marker.markerName) {
    case 'core_patch':
      return { kind: 'patch', id: text(await detail('patch-data'), 'id') };
    case 'core_local_activity': {
      const { failure, details } = marker.failure ? describeError(await decoder.error(marker.failure)) : ENDED_WELL;
      const type = text(await detail('data'), 'activity_type');
      return { kind: 'local_activity', type, result: await detail('result'), failure, details };
    }
    default:
      return { kind: 'unknown_command', name: `marker "${marker.markerName ?? ''}"` };
  }
}

const ENDED_WELL = { failure: null, details: null };

/** Search attributes and memo (`workflows/report/report.ts`). */
async function decodeSaid(event: HistoryEvent, decoder: Decoder): Promise<FactBody | null> {
  const attributes = event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes?.indexedFields;
  if (attributes) {
    const value = await decoder.one(attributes['SagaState']);
    const [state] = Array.isArray(value) ? value : [value];
    return typeof state === 'string' ? { kind: 'saga_state', state } : null;
  }
  const memo = event.workflowPropertiesModifiedEventAttributes?.upsertedMemo?.fields;
  if (!memo) return null;
  const park = asPark(await decoder.one(memo[LAST_PARK]));
  if (park !== null) return { kind: 'parked', park };
  const decision = asDecision(await decoder.one(memo[LAST_DECISION]));
  return decision === null ? null : { kind: 'decided', decision };
}

async function decodeEnd(event: HistoryEvent, decoder: Decoder): Promise<FactBody | null> {
  const completed = event.workflowExecutionCompletedEventAttributes;
  if (completed) return ended('completed', { result: (await decoder.first(completed.result)) ?? null });
  const failed = event.workflowExecutionFailedEventAttributes;
  if (failed) return ended('failed', describeError(await decoder.error(failed.failure)));
  if (event.workflowExecutionCanceledEventAttributes) {
    return ended('canceled', { failure: { type: 'Canceled', message: 'The execution was canceled.' } });
  }
  const terminated = event.workflowExecutionTerminatedEventAttributes;
  const cut = terminated ?? event.workflowExecutionTimedOutEventAttributes;
  if (cut) {
    const reason = terminated ? terminated.reason : 'timed out';
    const message = `The execution was terminated${reason == null || reason === '' ? '.' : `: ${reason}`}`;
    return ended('terminated', { failure: { type: 'Terminated', message } });
  }
  const continued = event.workflowExecutionContinuedAsNewEventAttributes;
  return continued ? { kind: 'continued', nextRunId: continued.newExecutionRunId ?? '' } : null;
}

function ended(status: EndFact['status'], end: Partial<Pick<EndFact, 'result' | 'failure' | 'details'>>): EndFact {
  return { kind: 'ended', status, isOwn: status !== 'terminated', result: null, failure: null, details: null, ...end };
}
