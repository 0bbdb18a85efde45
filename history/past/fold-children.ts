import { isDue, type LedgerEntry } from '../../plan/ledger.ts';
import { pathOfChild } from '../../plan/path.ts';
import type { PastChild, Undone } from '../../plan/past.ts';
import type { Fact } from '../fact.ts';
import type { Undoings } from './undoings.ts';

/** A child as the runs' histories know it. */
export interface FoldedChild extends PastChild {
  /** Some run saw it start: if it is gone now, it was there. */
  wasStarted: boolean;
}

/** The children that any of the runs started, with what was undone of them since. */
export function foldChildren(
  workflowId: string,
  runs: readonly (readonly Fact[])[],
  undoings: Undoings,
): FoldedChild[] {
  const children = new Map<string, FoldedChild>();
  for (const facts of runs) foldRun(workflowId, facts, children);
  return [...children.values()]
    .toSorted((a, b) => a.scheduledAt - b.scheduledAt)
    .map((child) => ({ ...child, ...handedWith(child, child.handed, undoings) }));
}

function foldRun(workflowId: string, facts: readonly Fact[], children: Map<string, FoldedChild>): void {
  const open = new Map<number, FoldedChild>();
  for (const fact of facts) {
    switch (fact.kind) {
      case 'child_initiated': {
        const child = { ...begin(workflowId, fact), ...children.get(fact.workflowId) };
        children.set(child.id, child);
        open.set(fact.eventId, child);
        break;
      }
      case 'child_started': {
        const child = open.get(fact.initiatedId);
        if (child !== undefined) child.wasStarted = true;
        break;
      }
      case 'child_completed':
      case 'child_failed': {
        const child = open.get(fact.initiatedId);
        open.delete(fact.initiatedId);
        if (child === undefined) break;
        if (fact.kind === 'child_completed') child.handed ??= fact.handed;
        child.end = stronger(child.end, fact.kind === 'child_completed' ? 'completed' : fact.end);
        break;
      }
    }
  }
  for (const child of open.values()) child.end = stronger(child.end, 'open');
}

function begin(workflowId: string, { workflowId: id, at }: Extract<Fact, { kind: 'child_initiated' }>): FoldedChild {
  const { path, epoch } = pathOfChild(workflowId, id) ?? { path: id, epoch: 0 };
  return { id, path, epoch, scheduledAt: at, handed: null, end: 'nothing', undone: 'no', wasStarted: false };
}

/** Over several runs of the parent: what may have left something behind outweighs what has not. */
function stronger(a: PastChild['end'], b: PastChild['end']): PastChild['end'] {
  return RANK[a] >= RANK[b] ? a : b;
}

const RANK: Record<PastChild['end'], number> = { nothing: 0, unclear: 1, open: 2, completed: 3 };

/** The handed ledger with the marks of what the parent's runs have undone of it. */
export function handedWith(
  { path }: Pick<PastChild, 'path'>,
  handed: PastChild['handed'],
  undoings: Undoings,
): Pick<PastChild, 'handed' | 'undone'> {
  if (handed === null) return { handed, undone: 'no' };
  const ledger = handed.ledger.map((entry) => markUndone(entry, `${path}/`, undoings));
  return { handed: { ...handed, ledger }, undone: undoneOf(ledger, handed.ledger) };
}

/** `above`: how the parent names what is inside of a child. */
function markUndone(entry: LedgerEntry, above: string, undoings: Undoings): LedgerEntry {
  if (entry.state !== 'open') return entry;
  const path = `${above}${entry.path}`;
  const { child } = entry;
  if (child !== null) {
    const ledger = child.ledger.map((own) => markUndone(own, `${path}/`, undoings));
    const isUndone = undoneOf(ledger, child.ledger) === 'done';
    return { ...entry, state: isUndone ? 'compensated' : 'open', child: { ...child, ledger } };
  }
  const { undone, undoEpoch } = undoings.of(entry, path);
  if (undone === 'no' && undoEpoch === 0) return entry;
  return {
    ...entry,
    state: undone === 'done' ? 'compensated' : 'open',
    undoEpoch: Math.max(entry.undoEpoch, undoEpoch),
    ...(undone === 'unclear' ? { undoIsUnclear: true as const } : {}),
  };
}

/** `done` when nothing of it is in force any more. Whether what is left can be undone at all, the plan knows. */
function undoneOf(marked: readonly LedgerEntry[], before: readonly LedgerEntry[]): Undone {
  const isTouched = marked.some((entry, index) => wasTouched(entry, before[index]));
  if (!isTouched) return 'no';
  return marked.some(isDue) ? 'unclear' : 'done';
}

function wasTouched(marked: LedgerEntry, before: LedgerEntry | undefined): boolean {
  if (marked.child !== null) return undoneOf(marked.child.ledger, before?.child?.ledger ?? []) !== 'no';
  return marked.state !== before?.state || marked.undoIsUnclear !== before.undoIsUnclear;
}
