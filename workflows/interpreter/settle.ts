import type { Step } from '../../plan/plan.ts';
import { compensateEntries, type Undone } from './compensate.ts';
import { after, type Eventually } from './eventually.ts';
import { findCall } from './find-call.ts';
import { isDue, type LedgerEntry, type Position } from './ledger.ts';
import { isInside } from './order.ts';
import { park } from './park.ts';
import { isPastPivot, passPivot } from './pivot.ts';
import { FALLBACK } from './run-call.ts';
import { isStopped, observe, stop, type Run } from './run.ts';
import type { EndedStep, StepFailure, StepResult } from './state.ts';

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
  const own = failed.callPath?.split(FALLBACK)[0] ?? path;
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
  if (fate !== 'retry') return ended(fate);
  raiseEpoch(run, failed);
  return settle(run, step, place, unit);
}

type Fate = EndedStep | 'retry' | 'stopped';

async function decideFate(run: Run, step: Step, place: Place, failed: StepFailure): Promise<Fate> {
  await run.effects.until(() => run.flags.pivotsInFlight === 0 || isStopped(run));
  if (isStopped(run)) return 'stopped';

  const { path } = place;
  if (mustPark(run, step, path, failed)) return parkForward(run, step, path, failed);
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
  if (step.onFailure === 'park' || (failed.callPath !== null && failed.failure.type === 'SchemaChanged')) return true;
  if (step.pivot && failed.outcome !== 'no_effect') return run.plan.compensates;
  if (step.onFailure === 'continue') return unclearAt(run, path).some((entry) => !canGoOnAfter(run, entry));
  return run.plan.compensates && isPastPivot(run);
}

/** What cannot be undone is not left behind unseen, unless the author said that it may be (LANGUAGE `on_failure: continue`). */
function canGoOnAfter(run: Run, entry: LedgerEntry): boolean {
  const call = findCall(run.plan, entry);
  return call !== null && (call.compensation !== null || call.noCompensationReason !== null);
}

async function parkForward(run: Run, step: Step, path: string, failed: StepFailure): Promise<Fate> {
  const canRetry = failed.outcome === 'no_effect' || failed.repeatable;
  const canGoBack = !isPastPivot(run);
  const decided = await park(run, {
    path,
    step: step.name,
    direction: 'forward',
    allowed: [...(canRetry ? (['retry'] as const) : []), 'skip', ...(canGoBack ? (['compensate'] as const) : [])],
    message: `${failed.failure.type}: ${failed.failure.message}`,
  });
  if (decided === null) return 'stopped';
  switch (decided.verb) {
    case 'retry':
      return 'retry';
    case 'skip':
      if (step.pivot) passPivot(run, path);
      return { status: 'completed', output: decided.decision.output ?? null, failure: null, provenance: 'live' };
    case 'compensate':
      stop(run, { kind: 'failed', step: path, failure: failed.failure, undoes: true });
      return 'stopped';
  }
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
  const isHere = (own: string): boolean => own === path || own.startsWith(`${path}.`) || own.startsWith(`${path}~`);
  return run.state.ledger.filter((entry) => isHere(entry.path) && entry.outcome !== 'ok' && isDue(entry));
}

/** After a definite no_effect the tool may remember the refusal under the old key (SAGAS "Keys"). */
function raiseEpoch(run: Run, failed: StepFailure): void {
  const { callPath, outcome } = failed;
  if (callPath === null) return;
  const raise = (path: string): void => void (run.state.epochs[path] = (run.state.epochs[path] ?? 0) + 1);
  if (outcome === 'no_effect') raise(callPath);
  // A fallback is tried only after the call itself did nothing.
  if (callPath.endsWith(FALLBACK)) raise(callPath.slice(0, -FALLBACK.length));
}

function ended(record: EndedStep): Settled {
  return { kind: 'record', record };
}

function withoutOk({ failure, outcome, repeatable, attempts, callPath }: StepFailure): StepFailure {
  return { failure, outcome, repeatable, attempts, callPath };
}
