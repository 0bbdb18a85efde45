import { isCallOf, isFallback, withoutFallback } from '../../../plan/path.ts';
import type { Step } from '../../../plan/plan.ts';
import { compensateEntries, type Undone } from '../back/compensate.ts';
import { after, type Eventually } from '../eventually.ts';
import { findCall } from '../state/find-call.ts';
import { isDue, type LedgerEntry, type Position } from '../../../plan/ledger.ts';
import { keyAt } from '../state/keys.ts';
import { CONTRACT_VIOLATED, KEY_FORGOTTEN, SENT_BEFORE_RESET } from '../past/lineage.ts';
import { isInside } from '../back/order.ts';
import { knowPast } from '../past/past.ts';
import { isPastPivot, passPivot } from './pivot.ts';
import { parkForward, replaceArguments, resolveCall, sentCall, standsForNothing } from './forward-decisions.ts';
import { isStopped, observe, stop, type Run } from '../state/run.ts';
import type { EndedStep, StepFailure, StepResult } from '../state/state.ts';

export type Settled = { kind: 'record'; record: EndedStep } | { kind: 'stopped' };

/** A step's own path, and the way down to it. */
export interface Place {
  path: string;
  steps: Position['steps'];
}

const UNSETTLED: Settled = { kind: 'stopped' };

/**
 * Runs a step, or one iteration of it, until its fate is decided: ended well, skipped, continued without it, or the way back.
 * A failure that waits for a decision is kept in the state, so that a continue-as-new does not send its call again.
 */
export function settle(run: Run, step: Step, place: Place, unit: () => Eventually<StepResult>): Eventually<Settled> {
  const pending = run.state.unsettled[place.path];
  if (pending !== undefined) return decide(run, step, place, unit, { ok: false, ...pending });
  return after(unit(), (result) => {
    if (result.ok === false) {
      keepFailure(run, place.path, result);
      return decide(run, step, place, unit, result);
    }
    return endedWell(result);
  });
}

function endedWell(result: Exclude<StepResult, { ok: false }>): Settled {
  if (result.ok === 'stopped') return UNSETTLED;
  if (result.ok === 'skipped') return ended({ status: 'skipped', output: null, failure: null, provenance: 'live' });
  const { output, provenance } = result;
  return ended({ status: 'completed', output, failure: null, provenance });
}

function keepFailure(run: Run, path: string, failed: StepResult & { ok: false }): void {
  const { failure, outcome, attempts } = failed;
  observe(run, { type: 'step_failed', path: failed.callPath ?? path, outcome, attempts, failure });
  // One tool of several failed: so did the step.
  const own = failed.callPath === null ? path : withoutFallback(failed.callPath);
  if (own !== path) observe(run, { type: 'step_failed', path, outcome, failure });
  run.state.unsettled[path] = withoutOk(failed);
}

async function decide(
  run: Run,
  step: Step,
  place: Place,
  unit: () => Eventually<StepResult>,
  failed: StepResult & { ok: false },
): Promise<Settled> {
  const fate = await decideFate(run, step, place, failed);
  if (fate === 'stopped') return UNSETTLED;
  Reflect.deleteProperty(run.state.unsettled, place.path);
  return fate === 'again' ? settle(run, step, place, unit) : ended(fate);
}

type Fate = EndedStep | 'again' | 'stopped';

async function decideFate(run: Run, step: Step, place: Place, failed: StepFailure): Promise<Fate> {
  await run.effects.until(() => run.flags.pivotsInFlight === 0 || isStopped(run));
  // Whether another run has passed a point of no return decides which way leads on.
  const asking = isStopped(run) ? null : knowPast(run);
  if (asking !== null) await asking;
  if (isStopped(run)) return 'stopped';

  const { path } = place;
  if (failed.isReplaced === true) return undoReplaced(run, failed);
  if (mustPark(run, step, path, failed)) return askPeople(run, step, path, failed);
  if (step.onFailure === 'continue') {
    const undone = await undoInside(run, step, place);
    if (undone === 'suspended') return 'stopped';
    return { status: 'failed', output: null, failure: failed.failure, provenance: 'live' };
  }
  stop(run, { kind: 'failed', step: path, failure: failed.failure, undoes: step.onFailure !== 'fail' });
  return 'stopped';
}

/** Past the pivot nothing is undone, and a tool that changed its schema is a matter for people (S15, S31). */
function mustPark(run: Run, step: Step, path: string, failed: StepFailure): boolean {
  if (step.onFailure === 'park' || (failed.callPath !== null && FOR_PEOPLE.has(failed.failure.type))) return true;
  if (step.pivot && failed.outcome !== 'no_effect') return run.plan.compensates;
  if (step.onFailure === 'continue') return unclearAt(run, path).some((entry) => !canGoOnAfter(run, entry));
  return run.plan.compensates && isPastPivot(run);
}

/** Drift, what somebody ended by hand, and what a reset has left open: going on or back would rest on a guess (S10, S15, O12). */
const FOR_PEOPLE = new Set(['SchemaChanged', 'ForeignResult', SENT_BEFORE_RESET, CONTRACT_VIOLATED, KEY_FORGOTTEN]);

/** What cannot be undone is not left behind unseen, unless the author said that it may be (LANGUAGE `on_failure: continue`). */
function canGoOnAfter(run: Run, entry: LedgerEntry): boolean {
  const call = findCall(run.plan, entry);
  return call !== null && (call.compensation !== null || call.noCompensationReason !== null);
}

async function askPeople(run: Run, step: Step, path: string, failed: StepFailure): Promise<Fate> {
  const taken = await parkForward(run, step, path, failed);
  if (taken === null) return 'stopped';
  const { verb, decision } = taken;
  switch (verb) {
    case 'retry':
      raiseEpoch(run, step, failed);
      return 'again';
    case 'retry_with':
      replaceArguments(run, failed, decision.arguments ?? {});
      run.state.unsettled[path] = { ...withoutOk(failed), isReplaced: true };
      return undoReplaced(run, failed);
    case 'resolve_unknown':
      resolveCall(run, failed, decision);
      stayOnFallback(run, step, failed);
      return 'again';
    case 'skip':
      if (step.pivot) passPivot(run, path);
      observe(run, { type: 'step_completed', path });
      return { status: 'completed', output: decision.output ?? null, failure: null, provenance: 'live' };
    case 'compensate':
      stop(run, { kind: 'failed', step: path, failure: failed.failure, undoes: true });
      return 'stopped';
  }
}

/** What may have happened with the old arguments is undone before the new ones are sent, under a new epoch (SAGAS "Keys"). */
async function undoReplaced(run: Run, failed: StepFailure): Promise<Fate> {
  const { entry } = sentCall(run, failed);
  if (entry !== null && (await compensateEntries(run, [entry])) === 'suspended') return 'stopped';
  if (failed.callPath !== null) raiseAll(run, failed.callPath);
  return 'again';
}

/** Before going on without a step, what it may have done is undone; of a group, all that was done inside. */
function undoInside(run: Run, step: Step, { path, steps }: Place): Promise<Undone> {
  if (step.kind !== 'group') return compensateEntries(run, unclearAt(run, path));
  return compensateEntries(
    run,
    run.state.ledger.filter((entry) => isInside(entry.position, steps)),
  );
}

function unclearAt(run: Run, path: string): LedgerEntry[] {
  const isUnclear = ({ outcome, undoBegan }: LedgerEntry): boolean => outcome !== 'ok' || undoBegan === true;
  return run.state.ledger.filter((entry) => isCallOf(path, entry.path) && isUnclear(entry) && isDue(entry));
}

/** After a definite no_effect the tool may remember the refusal under the old key (SAGAS "Keys"). */
function raiseEpoch(run: Run, step: Step, failed: StepFailure): void {
  const { callPath, outcome } = failed;
  if (callPath !== null && outcome === 'no_effect') raiseAll(run, callPath);
  else stayOnFallback(run, step, failed);
}

/** A fallback is tried only after the call itself did nothing: then both are asked anew. */
function raiseAll(run: Run, callPath: string): void {
  const raise = (path: string): void => void (run.state.epochs[path] = (run.state.epochs[path] ?? 0) + 1);
  raise(callPath);
  if (isFallback(callPath)) raise(withoutFallback(callPath));
}

/** A fallback that may have happened is asked again without the call that it stands in for. */
function stayOnFallback(run: Run, step: Step, { callPath }: StepFailure): void {
  // A resource only reads: it is read again.
  if (step.kind === 'resource') return;
  if (callPath !== null && isFallback(callPath))
    run.state.answers[keyAt(run, withoutFallback(callPath))] = standsForNothing();
}

function ended(record: EndedStep): Settled {
  return { kind: 'record', record };
}

function withoutOk({ failure, outcome, repeatable, attempts, callPath, projection }: StepFailure): StepFailure {
  const isRead = projection != null && outcome !== 'no_effect';
  return { failure, outcome, repeatable, attempts, callPath, ...(isRead ? { projection } : {}) };
}
