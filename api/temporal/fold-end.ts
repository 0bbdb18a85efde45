import type { Json } from '../../plan/json.ts';
import type { ExecutionFailureView, FailureView } from '../../plan/view.ts';
import { asObject, rowOf } from './folding.ts';
import type { Folded, Folding } from './folding.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** What the end of a run means; no events for what is no end. */
export function foldEnd(folding: Folding, event: RecordedEvent): Folded[] {
  const { at } = event;
  switch (event.kind) {
    case 'completed':
      folding.isStopped = true;
      return [
        ...finishAll(folding, at),
        { event: { type: 'closed', at, status: 'completed', output: output(event.value) }, call: null },
      ];
    case 'failed': {
      const failure = readFailure(event.failure, event.details);
      return [
        ...settle(folding, failure, at),
        { event: { type: 'closed', at, status: 'failed', failure }, call: null },
      ];
    }
    case 'canceled': {
      const said = { type: 'Canceled', message: 'The execution was canceled.' };
      // Temporal keeps no details of a cancel: what was undone is read from what ran.
      const failure = { ...readFailure(said, event.details), compensated: folding.undone };
      return [
        ...settle(folding, failure, at),
        { event: { type: 'closed', at, status: 'canceled', failure }, call: null },
      ];
    }
    case 'terminated': {
      const message =
        event.reason === '' ? 'The execution was terminated.' : `The execution was terminated: ${event.reason}`;
      const failure = readFailure({ type: 'Terminated', message }, null);
      folding.isStopped = true;
      return [{ event: { type: 'closed', at, status: 'terminated', failure }, call: null }];
    }
    default:
      return [];
  }
}

/** A child gives its parent its ledger with its output (SAGAS S32). */
function output(value: Json): Json {
  const own = asObject(value);
  return Object.keys(own).length === 2 && Array.isArray(own['ledger']) && own['output'] !== undefined
    ? own['output']
    : value;
}

/** A completed execution has no open steps: what left no event was skipped. */
function finishAll(folding: Folding, at: string): Folded[] {
  return folding.view.steps.flatMap(({ path, status }): Folded[] => {
    if (status === 'pending') return [{ event: { type: 'step_skipped', at, path }, call: null }];
    if (status === 'running' || status === 'waiting')
      return [{ event: { type: 'step_completed', at, path }, call: null }];
    return [];
  });
}

/** What was still open when the execution failed or was canceled, and what the ending says of compensations. */
function settle(folding: Folding, ending: ExecutionFailureView, at: string): Folded[] {
  folding.isStopped = true;
  const open = folding.view.steps.flatMap(({ path, status }): Folded[] => {
    if (status === 'parked') return [asFailed(folding, path, at)];
    if (status !== 'running' && status !== 'waiting') return [];
    const isCause = path === ending.step && ending.cause !== null;
    const failure = isCause && ending.cause !== null ? ending.cause : ENDED_BEFORE;
    return [{ event: { type: 'step_failed', at, path, outcome: null, failure }, call: null }];
  });
  const cause = causeOf(folding, ending, at);
  const undone = ending.compensated
    .filter((path) => rowOf(folding, path)?.status !== 'compensated')
    .map((path): Folded => ({ event: { type: 'compensated', at, path }, call: null }));
  return [...open, ...cause, ...undone];
}

function asFailed(folding: Folding, path: string, at: string): Folded {
  const row = rowOf(folding, path);
  const { outcome = null, failure } = row ?? {};
  return { event: { type: 'step_failed', at, path, outcome, failure: failure ?? ENDED_BEFORE }, call: null };
}

/** A failed step that made no call (`fail`, an expression) left no event of its own. */
function causeOf(folding: Folding, { step, cause }: ExecutionFailureView, at: string): Folded[] {
  if (step === null || cause === null || rowOf(folding, step)?.status !== 'pending') return [];
  return [{ event: { type: 'step_failed', at, path: step, outcome: 'no_effect', failure: cause }, call: null }];
}

const ENDED_BEFORE: FailureView = { type: 'Canceled', message: 'The execution went back before this step had ended.' };

function readFailure({ type, message }: FailureView, details: Json): ExecutionFailureView {
  const said = asObject(details);
  const cause = asObject(said['cause']);
  return {
    type,
    message,
    step: typeof said['step'] === 'string' && said['step'] !== '' ? said['step'] : null,
    cause:
      typeof cause['type'] === 'string'
        ? { type: cause['type'], message: typeof cause['message'] === 'string' ? cause['message'] : '' }
        : null,
    compensated: texts(said['compensated']),
    notCompensated: texts(said['notCompensated']),
  };
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
