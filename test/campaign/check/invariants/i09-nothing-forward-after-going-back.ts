import { groupBy } from '../reading/group-by.ts';
import { executionsOf, runsOf } from '../reading/read-folder.ts';
import { backSince } from '../reading/way-back.ts';
import type { Call, Execution, Invariant, Run, Saga, Violation } from '../types.ts';

export const nothingForwardAfterGoingBack: Invariant = {
  id: 'I9',
  reading:
    'No forward effect after the first compensation of its epoch: once a compensation of a key is scheduled in any run, no forward call is scheduled under that key in any run (a compensation that had ended before, and said that it did nothing, undid nothing); and in one run and those that continue it, after SagaState "compensating", no forward call at all. A run that a reset made may go forward again under a higher epoch. Checked per saga in which something was compensated.',
  check({ sagas }) {
    const going = sagas.filter((saga) => runsOf(saga).some((run) => run.calls.some(isCompensation)));
    const violations = going.flatMap((saga) => [...sameKey(saga), ...executionsOf(saga).flatMap(onTheWayBack)]);
    return { checked: going.length, violations };
  },
};

function sameKey(saga: Saga): Omit<Violation, 'invariant'>[] {
  const calls = runsOf(saga).flatMap((run) => run.calls);
  const undos = groupBy(calls.filter(isCompensation), ({ request }) => request.compensates ?? '');
  return calls
    .filter(({ request }) => request.direction === 'forward')
    .filter((call) => (undos.get(call.request.key) ?? []).some((undo) => undo.at < call.at && !didNothing(undo, call)))
    .map(({ workflowId, runId, eventId, request }) => ({
      execution: workflowId,
      what: `${request.path}@${request.epoch} was scheduled (event ${eventId} of run ${runId}) after its compensation had been`,
    }));
}

/** Before that call was scheduled it was over, without an effect. */
function didNothing({ end }: Call, { at }: Call): boolean {
  return end?.failure?.outcome === 'no_effect' && end.at <= at;
}

function onTheWayBack(execution: Execution): Omit<Violation, 'invariant'>[] {
  return execution.runs.flatMap((run) => sameRun(run, backSince(run, execution)));
}

function sameRun(run: Run, back: number): Omit<Violation, 'invariant'>[] {
  return run.calls
    .filter(({ request, eventId }) => request.direction === 'forward' && eventId > back)
    .map(({ request, eventId }) => ({
      execution: run.workflowId,
      what: `${request.path}@${request.epoch} was scheduled (event ${eventId} of run ${run.runId}) on the way back`,
    }));
}

function isCompensation({ request }: Call): boolean {
  return request.direction === 'compensation';
}
