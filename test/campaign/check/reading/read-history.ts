import type { Call, CallEnd, ChildCall, Request, Run, Shown } from '../types.ts';
import { readDecided } from './read-decided.ts';
import { readClose } from './read-close.ts';
import { at, decode, decodeAll, isRecord, listAt, textAt } from './json.ts';
import { isPlan, type PlanShape } from './plan-shape.ts';

/** One event, and the attributes of its kind. */
export interface HistoryEvent {
  id: number;
  /** Without `EVENT_TYPE_`. */
  type: string;
  /** Milliseconds since the epoch. */
  at: number;
  attributes: unknown;
}

/** One run from its file: `{workflowId, runId, history: {events}}` in Temporal's own JSON. */
export function readHistory(file: unknown): Run {
  const workflowId = textAt(file, 'workflowId') ?? '';
  const runId = textAt(file, 'runId') ?? '';
  const events = listAt(file, 'history', 'events').map(readEvent);
  const started = events[0];
  if (started?.type !== 'WORKFLOW_EXECUTION_STARTED') throw new Error(`${workflowId} ${runId}: no first event`);
  const [input, given, carried] = decodeAll(at(started.attributes, 'input'));
  return {
    workflowId,
    runId,
    firstRunId: textAt(started.attributes, 'firstExecutionRunId') ?? runId,
    workflowType: textAt(started.attributes, 'workflowType', 'name') ?? '',
    createdAt: resetAt(events, runId) ?? started.at,
    continuedFrom: textAt(started.attributes, 'continuedExecutionRunId') || null,
    parentId: textAt(started.attributes, 'parentWorkflowExecution', 'workflowId'),
    input,
    plan: planIn(given) ?? planOfMarker(events),
    carried,
    calls: readCalls(events, workflowId, runId),
    children: readChildren(events),
    shown: events.flatMap(readShown),
    decided: events.flatMap(readDecided),
    tasks: events.filter(({ type }) => type === 'WORKFLOW_TASK_COMPLETED').map(({ id }) => id),
    close: readClose(events.at(-1)),
    recorded: { workflowId, history: at(file, 'history') },
  };
}

function readEvent(event: unknown): HistoryEvent {
  const attributes = isRecord(event) ? Object.entries(event).find(([name]) => name.endsWith('Attributes'))?.[1] : null;
  return {
    id: Number(textAt(event, 'eventId') ?? at(event, 'eventId') ?? 0),
    type: (textAt(event, 'eventType') ?? '').replace('EVENT_TYPE_', ''),
    at: Date.parse(textAt(event, 'eventTime') ?? ''),
    attributes,
  };
}

/** A reset writes into the new run which run it is; an earlier reset's copied event names another. */
function resetAt(events: HistoryEvent[], runId: string): number | null {
  const made = events.find(
    ({ type, attributes }) => type === 'WORKFLOW_TASK_FAILED' && textAt(attributes, 'newRunId') === runId,
  );
  return made?.at ?? null;
}

function planIn(given: unknown): PlanShape | null {
  const plan = at(given, 'plan');
  return isPlan(plan) ? plan : null;
}

/** Started with business input only: a local activity gave the plan, and its marker holds it. */
function planOfMarker(events: HistoryEvent[]): PlanShape | null {
  for (const { type, attributes } of events) {
    if (type !== 'MARKER_RECORDED') continue;
    const plan = decodeAll(at(attributes, 'details', 'result'))
      .map(planIn)
      .find((found) => found !== null);
    if (plan !== undefined) return plan;
  }
  return null;
}

function readCalls(events: HistoryEvent[], workflowId: string, runId: string): Call[] {
  const calls = new Map<number, Call>();
  for (const event of events) {
    if (event.type === 'ACTIVITY_TASK_SCHEDULED') {
      const request = decodeAll(at(event.attributes, 'input'))[0];
      if (isRequest(request)) {
        calls.set(event.id, { workflowId, runId, eventId: event.id, at: event.at, request, end: null });
      }
    }
    const kind = ENDS[event.type];
    const call = calls.get(Number(textAt(event.attributes, 'scheduledEventId') ?? -1));
    if (kind !== undefined && call !== undefined) call.end = readEnd(event, kind);
  }
  return [...calls.values()];
}

const ENDS: Record<string, CallEnd['kind']> = {
  ACTIVITY_TASK_COMPLETED: 'completed',
  ACTIVITY_TASK_FAILED: 'failed',
  ACTIVITY_TASK_TIMED_OUT: 'timed_out',
  ACTIVITY_TASK_CANCELED: 'canceled',
};

function isRequest(value: unknown): value is Request {
  return (
    isRecord(value) && ['direction', 'key', 'path', 'server', 'tool'].every((name) => textAt(value, name) !== null)
  );
}

/** What the result of a call has when a worker of ours gave it. */
const OURS = ['output', 'repeated'];

function readEnd({ id, at: when, attributes }: HistoryEvent, kind: CallEnd['kind']): CallEnd {
  const returned = decodeAll(at(attributes, 'result'))[0];
  const info = at(attributes, 'failure', 'applicationFailureInfo');
  const details = decodeAll(at(info, 'details'))[0];
  const isForeign = kind === 'completed' && !OURS.every((name) => at(returned, name) !== undefined);
  const message = textAt(attributes, 'failure', 'message') ?? '';
  const failure =
    kind === 'completed' ? null : { type: textAt(info, 'type') ?? '', message, outcome: textAt(details, 'outcome') };
  return {
    kind: isForeign ? 'foreign' : kind,
    eventId: id,
    at: when,
    frozen: at(returned, 'frozen') ?? null,
    repeated: at(returned, 'repeated') === true,
    failure,
  };
}

function readChildren(events: HistoryEvent[]): ChildCall[] {
  const children = new Map<number, ChildCall>();
  for (const { id, type, attributes } of events) {
    if (type === 'START_CHILD_WORKFLOW_EXECUTION_INITIATED') {
      const childId = textAt(attributes, 'workflowId') ?? '';
      children.set(id, { id: childId, eventId: id, endEventId: null, completed: false });
    }
    const child = children.get(Number(textAt(attributes, 'initiatedEventId') ?? -1));
    if (child !== undefined && CHILD_ENDS.test(type)) {
      child.endEventId = id;
      child.completed = type === 'CHILD_WORKFLOW_EXECUTION_COMPLETED';
    }
  }
  return [...children.values()];
}

const CHILD_ENDS =
  /^(CHILD_WORKFLOW_EXECUTION_(COMPLETED|FAILED|CANCELED|TIMED_OUT|TERMINATED)|START_CHILD_.*_FAILED)$/;

function readShown({ id, type, attributes }: HistoryEvent): Shown[] {
  if (type !== 'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES') return [];
  const field = (name: string): string | null => {
    const value = decode(at(attributes, 'searchAttributes', 'indexedFields', name));
    return typeof value === 'string' ? value : null;
  };
  return [{ eventId: id, state: field('SagaState'), step: field('FailedStep'), reason: field('ParkReason') }];
}
