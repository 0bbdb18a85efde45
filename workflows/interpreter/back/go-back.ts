import { failureOf, type ExecutionFailureType } from '../../../plan/failure-types.ts';
import type { Json } from '../../../plan/json.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { FailureView } from '../../../plan/view.ts';
import { askBehindPivot } from './behind-pivot.ts';
import { compensateEntries, type Undone } from './compensate.ts';
import { findChild } from '../state/find-call.ts';
import { isDue, type LedgerEntry } from '../../../plan/ledger.ts';
import { adoptOrphans, knowPast } from '../past/past.ts';
import { askOnWayBack } from '../past/strays.ts';
import { observe, type Run } from '../state/run.ts';

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
  /** A recovery that stood down: a later run of the execution goes on. */
  | { kind: 'superseded'; runId: string }
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
    if ((await undoAll(run)) === 'suspended') return suspended(run);
  }
  const newestFirst = [...state.ledger].reverse();
  const compensated = pathsOf(newestFirst.filter((entry) => entry.state === 'compensated'));
  const notCompensated = pathsOf(newestFirst.filter((entry) => LEFT.has(entry.state) || isUndoneInPart(plan, entry)));
  if (reason.kind === 'canceled' && notCompensated.length === 0) return { kind: 'canceled', compensated };

  const cause = reason.kind === 'failed' ? reason.failure : failureOf('Canceled', 'The execution was canceled.');
  const step = reason.kind === 'failed' ? reason.step : 'cancel';
  const type = endingType(undoes, notCompensated);
  return { kind: 'failed', type, message: `${step}: ${cause.message}`, step, cause, compensated, notCompensated };
}

function suspended(run: Run): Ending {
  const { supersededBy: runId } = run.flags;
  if (runId === null) return { kind: 'continue_as_new' };
  const message = `Run ${runId}, which a reset made, goes on with "${run.identity.workflowId}": nothing more is undone here.`;
  observe(run, { type: 'notice', notice: 'Superseded', path: null, message });
  return { kind: 'superseded', runId };
}

/** What a person left, or has undone by hand: the ending says so. */
const LEFT = new Set<LedgerEntry['state']>(['left', 'marked']);

/** Own effects, and those of other runs of a reset execution that this one knows nothing of. */
async function undoAll(run: Run): Promise<Undone> {
  for (;;) {
    // Told before it began: what it has read may not be complete.
    if (run.flags.supersededBy !== null) return 'suspended';
    const { past } = run.state;
    adoptOrphans(run);
    if ((await askBehindPivot(run)) === 'suspended') return 'suspended';
    if ((await compensateEntries(run, run.state.ledger)) === 'suspended') return 'suspended';
    // A reset in the middle of the way back: only after the copied history can the other runs be read.
    const asking = knowPast(run);
    if (asking !== null) await asking;
    if (run.state.past !== past) continue;
    return (await askOnWayBack(run)) ? 'done' : 'suspended';
  }
}

/** A child that ended without saying that it undid everything cannot be undone from here: the ending must not claim it was (S28). */
function isUndoneInPart(plan: Plan, entry: LedgerEntry): boolean {
  return isDue(entry) && entry.child === null && (entry.isStray === true || findChild(plan, entry) !== null);
}

function endingType(undoes: boolean, notCompensated: string[]): ExecutionFailureType {
  if (!undoes) return 'StepFailed';
  return notCompensated.length === 0 ? 'SagaCompensated' : 'SagaPartiallyCompensated';
}

/** A step that ran under several epochs is named once. */
function pathsOf(entries: readonly LedgerEntry[]): string[] {
  return [...new Set(entries.map(({ path }) => path))];
}
