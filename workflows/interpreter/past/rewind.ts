import { failureOf } from '../../../plan/failure-types.ts';
import { isDue, type LedgerEntry } from '../../../plan/ledger.ts';
import { stepNameOf } from '../../../plan/path.ts';
import type { Step } from '../../../plan/plan.ts';
import { STEP_KINDS } from '../../../plan/step-kinds.ts';
import { stepsOf } from '../../../plan/walk.ts';
import { compensateEntries, type Undone } from '../back/compensate.ts';
import { findCall } from '../state/find-call.ts';
import { park } from '../park/park.ts';
import { stop, type Run } from '../state/run.ts';

/**
 * Takes the way forward back to before what another run has undone (S34): the steps that rest on it are undone as far as they are not,
 * and forgotten, so that the next walk runs them again under new epochs. Everything has come to rest before.
 */
export async function rewind(run: Run): Promise<Undone> {
  const { state } = run;
  if (run.plan.onReset === 'park') {
    const fate = await askWhether(run);
    if (fate !== 'resume') return fate;
  }
  const stale = [...state.stale];
  const rerun = downstream(run.plan.steps, stale);
  const isInside = ({ position }: LedgerEntry): boolean => rerun.some(({ name }) => name === position.steps[0]?.name);
  const inside = state.ledger.filter(isInside);
  if ((await compensateEntries(run, inside)) === 'suspended') return 'suspended';

  for (const step of rerun) {
    const own = inside.filter(({ position }) => position.steps[0]?.name === step.name);
    const isKept = own.some((entry) => isDue(entry) && !isRepeatable(run, entry));
    if (!isKept) forget(run, step, own);
    else if (stale.includes(step.name)) {
      const message = `"${step.name}" must run again after a reset, but holds a call that must not be repeated and cannot be undone.`;
      stop(run, { kind: 'failed', step: step.name, failure: failureOf('StaleEffects', message), undoes: true });
    }
  }
  // More may have come to light meanwhile: then this was not the last time.
  state.stale = state.stale.filter((name) => !stale.includes(name));
  return 'done';
}

/** `on_reset: park`: a person says whether the steps may run again. */
async function askWhether(run: Run): Promise<Undone | 'resume'> {
  const [first = ''] = run.state.stale;
  const list = run.state.stale.join(', ');
  const decided = await park(run, {
    path: first,
    step: first,
    direction: 'forward',
    allowed: ['resume', 'compensate'],
    message: `After a reset these steps rest on effects that are gone: ${list}. "resume" runs them again.`,
  });
  if (decided === null) return 'suspended';
  if (decided.verb === 'resume') return 'resume';
  const failure = failureOf('StaleEffects', `After a reset, the effects of ${list} were gone.`);
  stop(run, { kind: 'failed', step: first, failure, undoes: true });
  run.state.stale = [];
  return 'done';
}

/** The stale steps and all that could read them. What waits for people or for time has happened: it is not asked for again. */
function downstream(steps: readonly Step[], stale: readonly string[]): Step[] {
  const affected = new Set(stale);
  // A list is in the order of dependence: what a step waits for stands before it.
  for (let before = -1; before !== affected.size;) {
    before = affected.size;
    for (const step of steps) if (step.dependsOn.some((name) => affected.has(name))) affected.add(step.name);
  }
  return steps.filter(
    (step) => affected.has(step.name) && (STEP_KINDS[step.kind].runsAgain || stale.includes(step.name)),
  );
}

/** Sent again under the same key it changes nothing. */
function isRepeatable(run: Run, entry: LedgerEntry): boolean {
  const call = findCall(run.plan, entry);
  return call !== null && call.idempotency.kind !== 'none';
}

function forget(run: Run, step: Step, entries: readonly LedgerEntry[]): void {
  const { state } = run;
  const names = new Set(stepsOf({ steps: [step] }).map((own) => own.step.name));
  const isOwn = (path: string): boolean => names.has(stepNameOf(path));
  for (const map of [state.records, state.unsettled, state.dueAt]) {
    for (const path of Object.keys(map)) if (isOwn(path)) Reflect.deleteProperty(map, path);
  }
  for (const { path, epoch, state: fate } of entries) {
    if (fate !== 'open') state.epochs[path] = Math.max(state.epochs[path] ?? 0, epoch + 1);
  }
}
