import type { Json, JsonObject } from '../../plan/json.ts';
import { APPROVAL_VERBS, DECISION_VERBS } from '../../plan/messages.ts';
import type { WaitView } from '../../plan/view.ts';
import { asObject, rowOf } from './folding.ts';
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
  if (isOneOf(DECISION_VERBS, name)) return decided(folding, name, asObject(event.argument), at);
  if (isOneOf(APPROVAL_VERBS, name)) {
    // A signal that does not fit is dropped by the execution; that its dependants start shows that it was taken.
    return event.channel === 'update' ? answered(folding, name, asObject(event.argument), at) : [];
  }
  const queue = folding.queued.get(name) ?? [];
  folding.queued.set(name, [...queue, event.argument]);
  return [];
}

function decided(folding: Folding, verb: string, decision: JsonObject, at: string): Folded[] {
  const parked = folding.view.waitingFor.filter(({ kind }) => kind === 'decision');
  const wait = only(parked, decision);
  if (wait?.parkId == null || (decision['parkId'] === undefined && verb !== 'retry')) return [];
  const { step: path, parkId } = wait;
  const by = text(decision['by']);
  const isBackwards = rowOf(folding, path)?.failure === null;
  const events: Folded[] = [plain({ type: 'decided', at, path, parkId, verb, by, reason: text(decision['reason']) })];
  if (verb === 'compensate') folding.isStopped = true;
  if (verb !== 'skip') return events;
  if (isBackwards || folding.isStopped) return [...events, plain({ type: 'compensation_left', at, path })];
  folding.outputs.set(path, decision['output'] ?? null);
  return [...events, plain({ type: 'step_completed', at, path })];
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

/** The one wait that a message means: by park id or step, or because nothing else waits. */
function only(waits: readonly WaitView[], said: JsonObject): WaitView | undefined {
  const named = waits.filter(
    ({ parkId, step }) =>
      (said['parkId'] === undefined || said['parkId'] === parkId) &&
      (said['step'] === undefined || said['step'] === step || parsePath(step)?.name === said['step']),
  );
  return named.length === 1 ? named[0] : undefined;
}

function changeState(folding: Folding, event: RecordedEvent & { kind: 'attributes' }): Folded[] {
  const { sagaState, failedStep, parkReason, at } = event;
  switch (sagaState) {
    case 'parked': {
      if (failedStep === null) return [];
      folding.parks += 1;
      const direction = folding.isStopped ? 'compensation' : 'forward';
      const allowed = direction === 'forward' ? [...DECISION_VERBS] : ['retry', 'skip'];
      const parkId = `${folding.runId}#${String(folding.parks)}`;
      return [plain({ type: 'parked', at, path: failedStep, direction, parkId, allowed, message: parkReason ?? '' })];
    }
    case 'compensating':
      folding.isStopped = true;
      return [plain({ type: 'saga_state', at, state: 'compensating', step: null })];
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
