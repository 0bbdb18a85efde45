import { insideChild } from '../../../plan/path.ts';
import { findChild, isCompensatable } from '../state/find-call.ts';
import { isDue, type LedgerEntry } from '../../../plan/ledger.ts';
import { precedes } from './order.ts';
import { leavesWayBack, observe, pathOutside, pauseWhenLong, type Run } from '../state/run.ts';
import { undoCall, type Undone } from './undo-call.ts';

export type { Undone } from './undo-call.ts';

/**
 * Undoes what is due among the entries: newest first, dependants before what they depended on, at most
 * `max_parallel_compensations` at once. A parked one holds up only those that must wait for it (S19, S20, S24).
 */
export async function compensateEntries(run: Run, entries: readonly LedgerEntry[]): Promise<Undone> {
  const left = new Set(entries.filter((entry) => isDue(entry) && isCompensatable(run, entry)));
  const running = new Map<LedgerEntry, { isParked: boolean }>();
  let changes = 0;
  let isSuspended = false;

  const launch = (entry: LedgerEntry): void => {
    const slot = { isParked: false };
    running.set(entry, slot);
    const onPark = (isParked: boolean): void => {
      slot.isParked = isParked;
      changes += 1;
    };
    void undo(run, entry, onPark).then((end) => {
      running.delete(entry);
      if (end === 'done') left.delete(entry);
      else isSuspended = true;
      changes += 1;
    });
  };

  for (;;) {
    pauseWhenLong(run);
    isSuspended ||= leavesWayBack(run);
    let next = isSuspended ? undefined : pick(run, left, running);
    while (next !== undefined) {
      launch(next);
      next = pick(run, left, running);
    }
    if (running.size === 0) return left.size === 0 ? 'done' : 'suspended';
    const seen = changes;
    await run.effects.until(() => changes !== seen || leavesWayBack(run));
    if (leavesWayBack(run)) await run.effects.until(() => running.size === 0);
  }
}

/** The newest entry that nothing left must be undone before, while there is room for one more. */
function pick(
  run: Run,
  left: ReadonlySet<LedgerEntry>,
  running: ReadonlyMap<LedgerEntry, { isParked: boolean }>,
): LedgerEntry | undefined {
  let active = 0;
  for (const slot of running.values()) if (!slot.isParked) active += 1;
  if (active >= run.plan.maxParallelCompensations) return undefined;
  return [...left]
    .reverse()
    .find((entry) => !running.has(entry) && ![...left].some((other) => precedes(run, entry.position, other.position)));
}

async function undo(run: Run, entry: LedgerEntry, onPark: (isParked: boolean) => void): Promise<Undone> {
  observe(run, { type: 'compensating', path: entry.path });
  entry.undoBegan = true;
  const end = entry.child === null ? await undoCall(run, entry, onPark) : await undoChild(run, entry, entry.child);
  if (end === 'suspended') return end;
  if (entry.state === 'open' && entry.outcome !== 'no_effect') entry.state = 'compensated';
  const why = WHY[entry.state];
  if (why === null) observe(run, { type: 'compensated', path: entry.path });
  else observe(run, { type: 'compensation_left', path: entry.path, why });
  return end;
}

/** `open`: a person has said that the call did not happen. */
const WHY = { open: 'nothing', compensated: null, left: 'skipped', marked: 'marked' } as const;

/** A completed child is undone as one entry, with the keys and the arguments that it froze itself (S32). */
async function undoChild(run: Run, entry: LedgerEntry, child: NonNullable<LedgerEntry['child']>): Promise<Undone> {
  const step = findChild(run.plan, entry);
  if (step === null) return 'done';
  const identity = { ...run.identity, workflowId: child.id };
  const inner: Run = { ...run, plan: step.plan, identity };
  const end = await compensateEntries(insideOf(inner, entry.path), child.ledger);
  if (end === 'done') entry.state = worstOf(child.ledger);
  return end;
}

function worstOf(ledger: readonly LedgerEntry[]): LedgerEntry['state'] {
  if (ledger.some(({ state }) => state === 'left')) return 'left';
  return ledger.some(({ state }) => state === 'marked') ? 'marked' : 'compensated';
}

/** Within the parent's history a child's calls are named `step/inner`, so that ids stay unique and readable. */
function insideOf(run: Run, child: string): Run {
  const { effects } = run;
  return {
    ...run,
    inside: pathOutside(run, child),
    effects: {
      ...effects,
      call: (request, cancel) => effects.call({ ...request, path: insideChild(child, request.path) }, cancel),
      observe: (event) => {
        effects.observe(
          'path' in event && event.path !== null ? { ...event, path: insideChild(child, event.path) } : event,
        );
      },
    },
  };
}
