import { executionsOf } from '../reading/read-folder.ts';
import { backSince } from '../reading/way-back.ts';
import type { Call, Invariant, Run, Violation } from '../types.ts';

export const drainedFirst: Invariant = {
  id: 'I7',
  reading:
    'No compensation before the forward calls ended. In each run: a compensation is scheduled only after the call that it undoes has ended there (or was of an earlier run), and from the moment the saga goes back (SagaState "compensating") only after every forward call and every child of that run has ended. Read per scheduled compensation.',
  check({ sagas }) {
    let checked = 0;
    const executions = sagas.flatMap(executionsOf);
    const violations = executions.flatMap((execution) =>
      execution.runs.flatMap((run) => {
        const compensations = run.calls.filter(({ request }) => request.direction === 'compensation');
        checked += compensations.length;
        return compensations.flatMap((call) => check(run, call, backSince(run, execution) < call.eventId));
      }),
    );
    return { checked, violations };
  },
};

function check(run: Run, compensation: Call, goesBack: boolean): Omit<Violation, 'invariant'>[] {
  const isRunning = (at: number, end: number | null): boolean =>
    at < compensation.eventId && (end === null || end > compensation.eventId);
  const calls = run.calls
    .filter(({ request }) => request.direction === 'forward')
    .filter(({ request }) => goesBack || request.key === compensation.request.compensates)
    .filter(({ eventId, end }) => isRunning(eventId, end?.eventId ?? null))
    .map(({ request }) => request.path);
  const children = run.children
    .filter(({ eventId, endEventId }) => goesBack && isRunning(eventId, endEventId))
    .map(({ id }) => id);
  return [...calls, ...children].map((path) => ({
    execution: run.workflowId,
    what: `the compensation of ${compensation.request.path} (event ${compensation.eventId} of run ${run.runId}) was scheduled while ${path} was under way`,
  }));
}
