import type { ExecutionFailureType } from '../../plan/failure-types.ts';
import type { Json } from '../../plan/json.ts';
import type { Plan } from '../../plan/plan.ts';
import type { FailureView } from '../../plan/view.ts';
import { compensateEntries } from './compensate.ts';
import { findChild } from './find-call.ts';
import { isDue, type LedgerEntry } from './ledger.ts';
import { observe, type Run } from './run.ts';

export type Ending =
  | { kind: 'completed'; output: Json }
  | {
      kind: 'failed';
      type: ExecutionFailureType;
      message: string;
      step: string;
      cause: FailureView;
      /** Step paths, newest first. */
      compensated: string[];
      notCompensated: string[];
    }
  | { kind: 'canceled'; compensated: string[] }
  | { kind: 'continue_as_new' };

/** Undoes what is due, then ends honestly (S28). Everything forward has already come to its end: siblings were drained. */
export async function goBack(run: Run): Promise<Ending> {
  const { state, plan } = run;
  const reason = state.stop;
  if (reason === null) throw new Error('An execution goes back only for a reason.');

  const undoes = plan.compensates && (reason.kind === 'canceled' || reason.undoes);
  if (undoes) {
    if (state.phase === 'forward' && state.ledger.length > 0)
      observe(run, { type: 'saga_state', state: 'compensating', step: reason.kind === 'failed' ? reason.step : null });
    state.phase = 'compensating';
    if ((await compensateEntries(run, state.ledger)) === 'suspended') return { kind: 'continue_as_new' };
  }
  const newestFirst = [...state.ledger].reverse();
  const compensated = newestFirst.filter((entry) => entry.state === 'compensated').map(pathOf);
  const notCompensated = newestFirst
    .filter((entry) => entry.state === 'left' || isUndoneInPart(plan, entry))
    .map(pathOf);
  if (reason.kind === 'canceled' && notCompensated.length === 0) return { kind: 'canceled', compensated };

  const cause =
    reason.kind === 'failed' ? reason.failure : { type: 'Canceled', message: 'The execution was canceled.' };
  const step = reason.kind === 'failed' ? reason.step : 'cancel';
  const type = endingType(undoes, notCompensated);
  return { kind: 'failed', type, message: `${step}: ${cause.message}`, step, cause, compensated, notCompensated };
}

/** A child that ended without saying that it undid everything cannot be undone from here: the ending must not claim it was (S28). */
function isUndoneInPart(plan: Plan, entry: LedgerEntry): boolean {
  return isDue(entry) && entry.child === null && findChild(plan, entry) !== null;
}

function endingType(undoes: boolean, notCompensated: string[]): ExecutionFailureType {
  if (!undoes) return 'StepFailed';
  return notCompensated.length === 0 ? 'SagaCompensated' : 'SagaPartiallyCompensated';
}

function pathOf(entry: LedgerEntry): string {
  return entry.path;
}
