import { failureOf } from '../../../plan/failure-types.ts';
import { isDue, type LedgerEntry } from '../../../plan/ledger.ts';
import { worst } from '../../../plan/outcome.ts';
import { activityId } from '../../../plan/path.ts';
import type { Past, PastCall, PastChild } from '../../../plan/past.ts';
import { adoptPast } from './adopt.ts';
import { isCompensatable } from '../state/find-call.ts';
import type { Eventually } from '../eventually.ts';
import { park } from '../park/park.ts';
import { pivotsPassed } from '../forward/pivot.ts';
import { observe, stop, type Run } from '../state/run.ts';
import { adoptStrays, askForward } from './strays.ts';

/**
 * A reset copies results into the new run that an older one may have undone since (SAGAS §3). So the first thing a reset run does after
 * the copied history is to read what the other runs did. Null when there is nothing to wait for: always, in a run that was never reset.
 */
export function knowPast(run: Run): Promise<void> | null {
  const { pending } = run.past;
  if (pending !== null) return pending;
  const asked = run.effects.past();
  if (asked === null) return null;
  run.past.pending = asked
    .then((past) => takePast(run.whole, past))
    .finally(() => {
      run.past.pending = null;
    });
  return run.past.pending;
}

/**
 * Goes on once it is known what other runs did: at once where nothing is to be asked, so that the way of most executions costs no promise.
 * Where a loop or a decision goes on afterwards, `knowPast` is awaited in place: one promise more would change the order of commands.
 */
export function whenPastKnown<T>(run: Run, then: () => Eventually<T>): Eventually<T> {
  const asking = knowPast(run);
  return asking === null ? then() : asking.then(then);
}

/** A call that was under way at the point of the reset ends with this failure: whether it happened is not known. */
export const INTERRUPTED_BY_RESET = 'InterruptedByReset';

/** A child that another run started holds the id: it ends by itself, because it was asked to. */
export const CHILD_STILL_RUNS = 'ChildStillRuns';

/** What was read is old by now: it is read again at the next question. */
export function outdatePast(run: Run): void {
  if (run.state.past !== null) run.state.past = { ...run.state.past, readBy: 'outdated' };
}

/** What another run did under this key. */
export function pastCall(run: Run, key: string): PastCall | null {
  return run.state.past?.calls.find((call) => call.key === key) ?? null;
}

export function pastChild(run: Run, id: string): PastChild | null {
  return run.state.past?.children.find((child) => child.id === id) ?? null;
}

/**
 * Effects of other runs that this one knows nothing of become entries of its ledger: nothing may be left behind. Gives all of them that
 * are still to be undone.
 */
export function adoptOrphans(run: Run): LedgerEntry[] {
  const { past, ledger } = run.state;
  const known = new Set(ledger.map(identityOf));
  const orphans = (past === null ? [] : adoptPast(run.plan, past)).filter(
    (entry) => entry.outcome !== 'no_effect' && entry.state === 'open' && !known.has(identityOf(entry)),
  );
  ledger.push(...orphans.map((entry): LedgerEntry => ({ ...entry, isOrphan: true })));
  return ledger.filter((entry) => entry.isOrphan === true && isDue(entry) && isCompensatable(run, entry));
}

/** The same effect has the same name in every run. */
function identityOf({ path, epoch }: LedgerEntry): string {
  return activityId({ path, direction: 'forward', epoch });
}

async function takePast(run: Run, read: Past | 'unreadable'): Promise<void> {
  if (read === 'unreadable') {
    await askWithoutPast(run);
    return;
  }
  const { state } = run;
  state.past = read;
  adoptStrays(run, read);
  const stale = state.ledger.filter((entry) => learn(entry, read));
  // A pivot that another run has passed: from here, too, nobody goes back any more (S31).
  state.unclearPivots = [...new Set([...state.unclearPivots, ...pivotsPassed(run.plan, read)])];
  if (state.phase === 'forward') await askForward(run);
  if (state.phase === 'compensating' || stale.length === 0) return;

  const list = stale.map(({ path }) => path).join(', ');
  const message = `The execution was reset, and another run of it has undone what this one rests on: ${list}.`;
  observe(run, { type: 'notice', notice: 'PastUndone', path: null, message });
  const names = stale.map((entry) => entry.position.steps[0]?.name ?? entry.path);
  state.stale = [...new Set([...state.stale, ...names])];
  run.root.waits.cancel();
}

/** Takes over what was undone since; true when this run believes in something that is not there any more. */
function learn(entry: LedgerEntry, past: Past): boolean {
  if (entry.state !== 'open') return false;
  const { child } = entry;
  if (child !== null) {
    const handed = past.children.find(({ id }) => id === child.id);
    if (handed === undefined || handed.undone === 'no') return false;
    for (const own of child.ledger) {
      const theirs = handed.handed?.ledger.find(({ key }) => key === own.key);
      if (theirs !== undefined && theirs.state !== 'open') own.state = theirs.state;
    }
    if (handed.undone === 'done') entry.state = 'compensated';
    return true;
  }
  const call = past.calls.find(({ key }) => key === entry.key);
  if (call === undefined) return false;
  const wasBelieved = entry.outcome === 'ok';
  if (!wasBelieved && call.outcome !== 'no_effect') learnOutcome(entry, call);
  entry.undoEpoch = call.undone === 'unclear' ? call.undoEpoch : Math.max(entry.undoEpoch, call.undoEpoch);
  if (call.undone === 'unclear') entry.undoIsUnclear = true;
  if (call.undone === 'done') entry.state = 'compensated';
  return wasBelieved && call.undone !== 'no';
}

/** The other run saw more of it: whether it happened, and what it answered. */
export function learnOutcome(entry: LedgerEntry, call: PastCall): void {
  if (entry.outcome === 'no_effect') entry.isOrphan = true;
  // For its step it has failed: if that goes on without it, it is undone.
  else if (entry.outcome !== 'pending') entry.undoBegan = true;
  const own = entry.outcome === 'pending' ? 'no_effect' : entry.outcome;
  entry.outcome = call.outcome === 'ok' ? 'ok' : worst(own, call.outcome);
  // Arguments that needed the output were not known here.
  if (call.outcome === 'ok') entry.frozen = call.frozen ?? entry.frozen;
}

/** Without the other runs' histories nobody can say what is still in force: a person must. */
async function askWithoutPast(run: Run): Promise<void> {
  const decided = await park(run, {
    path: 'reset',
    step: 'reset',
    direction: run.state.phase === 'forward' ? 'forward' : 'compensation',
    allowed: run.state.phase === 'forward' ? ['resume', 'compensate'] : ['resume'],
    message:
      'The execution was reset, and the history of another run of it is gone: what that run undid cannot be known. Look at the servers; "resume" goes on as this history says.',
  });
  if (decided === null) return;
  run.state.past = { readBy: run.identity.runId, calls: [], children: [] };
  if (decided.verb === 'compensate') {
    const failure = failureOf('PastUnreadable', 'After a reset, the history of another run was gone.');
    stop(run, { kind: 'failed', step: 'reset', failure, undoes: true });
  }
}
