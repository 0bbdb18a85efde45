import { isRecord, isSame } from '../reading/json.ts';
import { decisionsOf } from '../reading/decided.ts';
import { forwardOf, placeInSaga } from '../reading/place-in-saga.ts';
import { executionsOf, runsOf } from '../reading/read-folder.ts';
import type { Call, CampaignRun, Invariant, JournalEntry, Saga, Violation } from '../types.ts';

export const argumentsAsFrozen: Invariant = {
  id: 'I11',
  reading:
    'Every call arrives as it was scheduled: arguments, step, epoch and execution id in `io.sagaflow/execution` equal the request in history, and the run id is one of that execution. Every compensation is scheduled with the arguments that its forward call froze: on success those of its result, or those written down before the call; otherwise those for an unknown outcome. Not compared: arguments that an operator gave (retry_with), and calls whose success only a probe or an operator knew, unless their arguments were written down before.',
  check(run) {
    const arrived = run.journal.filter(({ event, key }) => event === 'received' && run.callsByKey.has(key ?? ''));
    const compensations = run.sagas.flatMap((saga) =>
      runsOf(saga)
        .flatMap(({ calls }) => calls)
        .filter(({ request }) => request.direction === 'compensation')
        .map((call) => ({ saga, call })),
    );
    const violations = [
      ...arrived.flatMap((entry) => checkArrival(run, entry)),
      ...compensations.flatMap(({ saga, call }) => checkFrozen(run, saga, call)),
    ];
    return { checked: arrived.length + compensations.length, violations };
  },
};

function checkArrival(run: CampaignRun, entry: JournalEntry): Omit<Violation, 'invariant'>[] {
  const scheduled = run.callsByKey.get(entry.key ?? '') ?? [];
  const { execution } = entry;
  const same = scheduled.some(
    ({ request, workflowId, runId }) =>
      isSame(request.arguments, entry.arguments) &&
      request.path === execution?.step &&
      request.epoch === execution.epoch &&
      workflowId === execution.id &&
      runId === execution.runId,
  );
  if (same) return [];
  const what = `seq ${entry.seq}: ${entry.tool} of ${execution?.step ?? '?'} arrived otherwise than any history scheduled it`;
  return [{ execution: execution?.id ?? '', what }];
}

function checkFrozen(run: CampaignRun, saga: Saga, call: Call): Omit<Violation, 'invariant'>[] {
  const forward = forwardOf(run.callsByKey, call);
  const first = forward[0];
  const place = first === undefined ? null : placeInSaga(saga, first.workflowId, first.request.path);
  const allowed = allowedArguments(forward, place?.call?.probe != null);
  if (allowed.length === 0) return [];
  const keyArgument = place?.call?.compensation?.idempotency.argument ?? null;
  const sent = without(call.request.arguments, keyArgument);
  if (allowed.some((frozen) => isSame(without(frozen, keyArgument), sent))) return [];
  if (wasGivenByHand(saga, call)) return [];
  const what = `the compensation of ${call.request.path} (event ${call.eventId} of run ${call.runId}) was scheduled with ${JSON.stringify(sent)}, frozen was ${JSON.stringify(allowed[0])}`;
  return [{ execution: call.workflowId, what }];
}

/** What any run of the forward call froze. Empty when history alone does not say. */
function allowedArguments(forward: readonly Call[], isProbed: boolean): unknown[] {
  const intents = forward.map(({ request }) => request.intent);
  const before = intents.flatMap((intent) => (intent?.frozen == null ? [] : [intent.frozen]));
  const ended = forward.flatMap(({ end }) => (end?.frozen == null ? [] : [end.frozen]));
  const otherwise = intents.flatMap((intent) => (intent?.withoutOutput == null ? [] : [intent.withoutOutput]));
  if (before.length > 0) return before;
  if (ended.length === 0) return isProbed ? [] : otherwise;
  // A natural tool that was called again says nothing about the first call.
  return forward.some(({ end }) => end?.repeated === true) ? [...ended, ...otherwise] : ended;
}

function wasGivenByHand(saga: Saga, { request }: Call): boolean {
  return executionsOf(saga)
    .flatMap((member) => decisionsOf(member))
    .some(({ verb, path }) => (verb === 'retry_with' || verb === 'resolve_unknown') && path === request.path);
}

function without(value: unknown, name: string | null): unknown {
  if (name === null || !isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
}
