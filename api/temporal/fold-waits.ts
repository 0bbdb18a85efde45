import type { Json, JsonObject } from '../../plan/json.ts';
import { APPROVAL_VERBS, DECISION_VERBS } from '../../plan/messages.ts';
import type { WaitView } from '../../plan/view.ts';
import { asObject } from './folding.ts';
import type { Folded, Folding } from './folding.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { parsePath } from './step-paths.ts';

/** What timers, messages and search attributes mean for what waits; null for other events. */
export function foldWait(folding: Folding, event: RecordedEvent): Folded[] | null {
  switch (event.kind) {
    case 'timer_started': {
      if (event.label !== null) folding.timers.set(event.timerId, event.label);
      const step = event.label === null ? undefined : stepAt(folding, event.label);
      if (step?.kind !== 'sleep' || event.label === null) return [];
      const message = `sleeps ${String(step.durationMs)} ms`;
      return [plain({ type: 'step_waiting', at: event.at, path: event.label, kind: 'timer', form: null, message })];
    }
    case 'timer_fired':
      return fire(folding, event.timerId, event.at);
    case 'message':
      return hear(folding, event);
    case 'parked':
      return [plain({ type: 'parked', ...event.park })];
    case 'decided':
      return decided(folding, event.decision);
    case 'attributes':
      return changeState(folding, event);
    default:
      return null;
  }
}

function fire(folding: Folding, timerId: string, at: string): Folded[] {
  const path = folding.timers.get(timerId);
  folding.timers.delete(timerId);
  const step = path === undefined ? undefined : stepAt(folding, path);
  if (path === undefined || step === undefined) return [];
  if (step.kind === 'sleep') return [plain({ type: 'step_completed', at, path })];
  if (step.kind !== 'approval' && step.kind !== 'wait_for') return [];
  if (step.onTimeout === 'continue') return [plain({ type: 'step_completed', at, path })];
  const type = step.kind === 'approval' ? 'ApprovalTimedOut' : 'SignalTimedOut';
  const failure = { type, message: 'Nobody answered in time.' };
  return [plain({ type: 'step_failed', at, path, outcome: 'no_effect', failure })];
}

function hear(folding: Folding, event: RecordedEvent & { kind: 'message' }): Folded[] {
  const { name, at } = event;
  if (isOneOf(DECISION_VERBS, name)) {
    // Whether it was taken the execution says itself, with the next event.
    folding.told.set(name, [...(folding.told.get(name) ?? []), asObject(event.argument)]);
    return [];
  }
  if (isOneOf(APPROVAL_VERBS, name)) {
    // A signal that does not fit is dropped by the execution; that its dependants start shows that it was taken.
    return event.channel === 'update' ? answered(folding, name, asObject(event.argument), at) : [];
  }
  const queue = folding.queued.get(name) ?? [];
  folding.queued.set(name, [...queue, event.argument]);
  return [];
}

function decided(folding: Folding, decision: RecordedDecision): Folded[] {
  const { path, verb, direction, unclear, happened, at } = decision;
  const events: Folded[] = [plain({ type: 'decided', ...decision })];
  if (verb === 'compensate') folding.isStopped = true;
  const left = direction === 'forward' ? null : (WHY_LEFT[verb] ?? null);
  if (left !== null) return [...events, plain({ type: 'compensation_left', at, path, why: left })];
  // Of several tools only one is resolved: its step goes on with the next.
  const isResolved = verb === 'resolve_unknown' && happened === true && stepAt(folding, path)?.kind !== 'tools';
  if (direction === 'forward' && (verb === 'skip' || isResolved)) {
    folding.outputs.set(path, saidOutput(folding, decision));
    return [...events, plain({ type: 'step_completed', at, path })];
  }
  if (verb !== 'resolve_unknown' || direction === 'forward') return events;
  if (unclear === 'call') {
    return happened === true ? events : [...events, plain({ type: 'compensation_left', at, path, why: 'nothing' })];
  }
  if (happened !== true) return events;
  folding.undone.push(path);
  return [...events, plain({ type: 'compensated', at, path })];
}

type RecordedDecision = Extract<RecordedEvent, { kind: 'decided' }>['decision'];

const WHY_LEFT: Partial<Record<string, 'skipped' | 'marked'>> = { skip: 'skipped', mark_compensated: 'marked' };

/** The output that came with the message behind a decision. */
function saidOutput(folding: Folding, { verb, parkId }: RecordedDecision): Json {
  return folding.told.get(verb)?.findLast((said) => said['parkId'] === parkId)?.['output'] ?? null;
}

function answered(folding: Folding, verb: string, answer: JsonObject, at: string): Folded[] {
  const wait = only(
    folding.view.waitingFor.filter(({ kind }) => kind === 'approval'),
    answer,
  );
  const step = wait === undefined ? undefined : stepAt(folding, wait.step);
  if (wait === undefined || step?.kind !== 'approval') return [];
  const { step: path } = wait;
  const by = text(answer['by']);
  const approved = verb === 'approve';
  folding.outputs.set(path, { approved, by, at, form: answer['form'] ?? null });
  if (approved || step.onReject === 'continue') return [plain({ type: 'step_completed', at, path })];
  const who = by === null ? 'The approval was rejected' : `Rejected by ${by}`;
  const reason = text(answer['reason']);
  const failure = { type: 'ApprovalRejected', message: reason === null ? `${who}.` : `${who}: ${reason}` };
  return [plain({ type: 'step_failed', at, path, outcome: 'no_effect', failure })];
}

/** The one wait that a message means: by step, or because nothing else waits. */
function only(waits: readonly WaitView[], said: JsonObject): WaitView | undefined {
  const named = waits.filter(
    ({ step }) => said['step'] === undefined || said['step'] === step || parsePath(step)?.name === said['step'],
  );
  return named.length === 1 ? named[0] : undefined;
}

function changeState(folding: Folding, event: RecordedEvent & { kind: 'attributes' }): Folded[] {
  const { sagaState, at } = event;
  switch (sagaState) {
    case 'compensating':
      folding.isStopped = true;
      return [...leaveParks(folding, at), plain({ type: 'saga_state', at, state: 'compensating', step: null })];
    case 'forward':
      return [plain({ type: 'saga_state', at, state: 'forward', step: null })];
    case 'compensated':
    case 'partially_compensated':
    case 'completed':
      return [plain({ type: 'saga_state', at, state: sagaState, step: null })];
    default:
      return [];
  }
}

/** On the way back nothing that parked on the way forward waits any more. */
function leaveParks({ view }: Folding, at: string): Folded[] {
  return view.waitingFor.flatMap(({ parkId, step: path }) =>
    parkId === null ? [] : [plain({ type: 'park_left', at, path, parkId, phase: 'compensating' })],
  );
}

function stepAt(folding: Folding, path: string) {
  const parsed = parsePath(path);
  return parsed === null ? undefined : folding.steps.get(parsed.name)?.step;
}

function text(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

function plain(event: Folded['event']): Folded {
  return { event, call: null };
}
