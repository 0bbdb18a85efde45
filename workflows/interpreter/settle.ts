import type { Step } from '../../plan/plan.ts';
import { compensateEntries, type Undone } from './compensate.ts';
import type { LedgerEntry } from './ledger.ts';
import { park } from './park.ts';
import { isStopped, observe, stop, type Run } from './run.ts';
import type { StepFailure, StepRecord, StepResult } from './state.ts';

export type Settled = { kind: 'record'; record: StepRecord } | { kind: 'stopped' };

const UNSETTLED: Settled = { kind: 'stopped' };

/**
 * Runs a step, or one iteration of it, until its fate is decided: ended well, skipped, continued without it, or the way back.
 * A failure that waits for a decision is kept in the state, so that a continue-as-new does not send its call again.
 */
export async function settle(run: Run, step: Step, path: string, unit: () => Promise<StepResult>): Promise<Settled> {
  for (;;) {
    const pending = run.state.unsettled[path];
    const result = pending === undefined ? await unit() : { ok: false as const, ...pending };
    if (result.ok === 'stopped') return UNSETTLED;
    if (result.ok === 'skipped') return ended({ status: 'skipped', output: null, failure: null, provenance: 'live' });
    if (result.ok) {
      const { output, provenance } = result;
      return ended({ status: 'completed', output, failure: null, provenance });
    }
    if (pending === undefined) {
      const { failure, outcome, attempts } = result;
      observe(run, { type: 'step_failed', path: result.callPath ?? path, outcome, attempts, failure });
      run.state.unsettled[path] = withoutOk(result);
    }
    const fate = await decideFate(run, step, path, result);
    if (fate === 'stopped') return UNSETTLED;
    Reflect.deleteProperty(run.state.unsettled, path);
    if (fate === 'retry') raiseEpoch(run, result);
    else return ended(fate);
  }
}

type Fate = StepRecord | 'retry' | 'stopped';

async function decideFate(run: Run, step: Step, path: string, failed: StepFailure): Promise<Fate> {
  await run.effects.until(() => run.flags.pivotsInFlight === 0 || isStopped(run));
  if (isStopped(run)) return 'stopped';

  if (mustPark(run, step, failed)) return parkForward(run, step, path, failed);
  if (step.onFailure === 'continue') {
    const undone = await undoUnclear(run, path);
    if (undone === 'suspended') return 'stopped';
    return { status: 'failed', output: null, failure: failed.failure, provenance: 'live' };
  }
  stop(run, { kind: 'failed', step: path, failure: failed.failure });
  return 'stopped';
}

/** Past the pivot nothing is undone, and a tool that changed its schema is a matter for people (S15, S31). */
function mustPark(run: Run, step: Step, failed: StepFailure): boolean {
  if (step.onFailure === 'park' || failed.failure.type === 'SchemaChanged') return true;
  if (step.onFailure === 'continue' || !run.plan.compensates) return false;
  return run.state.pivotPassed || (step.pivot && failed.outcome !== 'no_effect');
}

async function parkForward(run: Run, step: Step, path: string, failed: StepFailure): Promise<Fate> {
  const canRetry = failed.outcome === 'no_effect' || failed.repeatable;
  const canGoBack = !run.state.pivotPassed && !(step.pivot && failed.outcome !== 'no_effect');
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
      if (step.pivot) run.state.pivotPassed = true;
      return { status: 'completed', output: decided.decision.output ?? null, failure: null, provenance: 'live' };
    case 'compensate':
      stop(run, { kind: 'failed', step: path, failure: failed.failure });
      return 'stopped';
  }
}

/** Before going on without a step, what it may have done is undone (LANGUAGE `on_failure: continue`). */
async function undoUnclear(run: Run, path: string): Promise<Undone> {
  const unclear = (entry: LedgerEntry): boolean =>
    (entry.path === path || entry.path.startsWith(`${path}.`)) && entry.outcome !== 'ok';
  return compensateEntries(run, run.state.ledger.filter(unclear));
}

/** After a definite no_effect the tool may remember the refusal under the old key (SAGAS "Keys"). */
function raiseEpoch(run: Run, failed: StepFailure): void {
  if (failed.callPath === null || failed.outcome !== 'no_effect') return;
  run.state.epochs[failed.callPath] = (run.state.epochs[failed.callPath] ?? 0) + 1;
}

function ended(record: StepRecord): Settled {
  return { kind: 'record', record };
}

function withoutOk({ failure, outcome, repeatable, attempts, callPath }: StepFailure): StepFailure {
  return { failure, outcome, repeatable, attempts, callPath };
}
