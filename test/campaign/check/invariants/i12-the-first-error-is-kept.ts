import { decisionsOf } from '../reading/decided.ts';
import { placeInSaga } from '../reading/place-in-saga.ts';
import type { Call, Close, Invariant, Run, Saga, Violation } from '../types.ts';

export const theFirstErrorIsKept: Invariant = {
  id: 'I12',
  reading:
    'The original error is kept: a failed ending names a step and a cause; its failure cause and its details say the same; that step did fail in the runs that count, with exactly this type and message (a call as its activity ended last, a `fail` step by its type; a cancel, a deadline, an operator or a recovery by theirs); and no other forward call had failed for good in an earlier workflow task. Never the error of a compensation. A failed ending that S28 does not name tells no error at all and is a violation; so is UnknownDefinition, because every definition that is started here is there.',
  check({ sagas }) {
    const failed = sagas.flatMap((saga) => {
      const end = [saga.root, ...saga.recoveries].map(({ latest }) => latest.close);
      return end.flatMap((close, index) => (close?.kind === 'failed' ? [{ saga, close, isRecovery: index > 0 }] : []));
    });
    const violations = failed.flatMap(({ saga, close, isRecovery }) =>
      check(saga, close, isRecovery).map((what) => ({ execution: saga.id, what })),
    );
    return { checked: failed.length, violations };
  },
};

function check(saga: Saga, close: Close, isRecovery: boolean): string[] {
  const { cause, told, step, type } = close;
  if (type === null || !HONEST.has(type)) return [`it ended Failed with ${type ?? 'no type'}: ${close.message}`];
  if (!ENDINGS.has(type)) return [];
  if (cause === null || step === null) return [`${type} without the step and the error that caused it`];
  if (told?.type !== cause.type || told.message !== cause.message)
    return ['its cause and its details tell different errors'];
  if (isRecovery) return cause.type === 'Terminated' ? [] : [`the recovery tells ${cause.type} instead of Terminated`];
  const expected = BY_STEP[step];
  if (expected !== undefined)
    return cause.type === expected ? [] : [`${step} ended with ${cause.type}: ${cause.message}`];

  const calls = saga.root.chain.flatMap((run) => run.calls.map((call) => ({ run, call }))).filter(isForward);
  const own = calls.filter(({ call }) => isAt(call.request.path, step));
  const last = own.at(-1);
  if (last === undefined || last.call.end?.kind === 'completed')
    return isPlanned(saga, step, cause.type) ? [] : notFound(step, cause);
  if (!matches(last.call, cause) && !isPlanned(saga, step, cause.type)) return notFound(step, cause);
  return earlier(saga, calls, last);
}

const ENDINGS = new Set(['SagaCompensated', 'SagaPartiallyCompensated', 'StepFailed']);
/** Before any step, besides those. */
const HONEST = new Set([...ENDINGS, 'InvalidInput', 'AlreadyCompleted', 'RecoveryPending']);
const BY_STEP: Partial<Record<string, string>> = {
  cancel: 'Canceled',
  deadline: 'DeadlineExceeded',
  terminated: 'Terminated',
};

interface Ran {
  run: Run;
  call: Call;
}

function notFound(step: string, { type, message }: { type: string; message: string }): Violation['what'][] {
  return [`its cause is ${type}: ${message}, which is not how ${step} ended`];
}

function isForward({ call }: Ran): boolean {
  return call.request.direction === 'forward';
}

function isAt(path: string, step: string): boolean {
  return path === step || path.startsWith(`${step}.`) || path.startsWith(`${step}~`);
}

function matches({ end }: Call, cause: { type: string; message: string }): boolean {
  if (end === null || end.kind === 'completed') return false;
  // Without a verdict of the activity there is no error of its own.
  if (end.kind !== 'failed' || end.failure?.type === '') return NO_VERDICT.has(cause.type);
  // The probe spoke last.
  if (cause.type === 'ServerUnavailable' && cause.message.startsWith('The probe ')) return true;
  return end.failure?.type === cause.type && end.failure.message === cause.message;
}

const NO_VERDICT = new Set([
  'CallTimedOut',
  'Canceled',
  'CallFailed',
  'ServerUnavailable',
  'InterruptedByReset',
  'ForeignResult',
]);

/** Steps that fail without a call: `fail`, a child, an expression, a wait that ran out. */
function isPlanned(saga: Saga, step: string, type: string): boolean {
  const place = placeInSaga(saga, saga.id, step);
  if (place?.step.kind === 'fail') return place.step.type === type;
  if (place?.step.kind === 'workflow') return type === 'ChildFailed';
  return WITHOUT_CALL.has(type);
}

const WITHOUT_CALL = new Set([
  ...['ExpressionFailed', 'DegradedInput', 'SignalTimedOut', 'ApprovalTimedOut', 'Rejected'],
  // Said by the interpreter itself about what it learned of other runs and answers.
  ...['StaleEffects', 'PastUnreadable', 'SentBeforeReset', 'ContractViolated'],
]);

/** A probe has spoken after it: the step goes on, or fails, by what that said. */
function wasProbed(runs: readonly Run[], path: string): boolean {
  return runs.some(({ calls }) =>
    calls.some(
      ({ request, end }) => request.direction === 'probe' && request.path === path && end?.kind === 'completed',
    ),
  );
}

/** Calls that had failed for good before the one that the ending names, and were neither retried nor gone on without. */
function earlier(saga: Saga, calls: Ran[], named: Ran): string[] {
  const decided = new Set(decisionsOf(saga.root, saga.root.chain).map(({ path }) => path));
  const runs = saga.root.chain;
  const found = calls.find(({ run, call }, index) => {
    const { end, request } = call;
    if (end === null || end.kind === 'completed' || end.kind === 'canceled' || call === named.call) return false;
    if (isAt(named.call.request.path, stepOf(request.path)) || decided.has(request.path)) return false;
    const wasTriedAgain = calls.some((later, at) => at > index && isAt(later.call.request.path, request.path));
    if (wasTriedAgain || wasParked(runs, request.path) || goesOn(saga, request.path)) return false;
    if (wasProbed(runs, request.path)) return false;
    const namedEnd = named.call.end?.eventId ?? 0;
    if (run !== named.run) return runs.indexOf(run) < runs.indexOf(named.run);
    return run.tasks.some((task) => task > end.eventId && task < namedEnd);
  });
  if (found === undefined) return [];
  return [`it names ${named.call.request.path}, but ${found.call.request.path} had failed before`];
}

function wasParked(runs: readonly Run[], path: string): boolean {
  return runs.some(({ shown }) =>
    shown.some(({ state, step }) => state === 'parked' && step !== null && isAt(path, step)),
  );
}

function goesOn(saga: Saga, path: string): boolean {
  const place = placeInSaga(saga, saga.id, path);
  return place === null || place.step.onFailure === 'continue' || place.levels.length > 1;
}

function stepOf(path: string): string {
  return path.replace(/[.~].*$/, '');
}
