import type { CallRequest } from '../../plan/call.ts';
import type { Outcome } from '../../plan/outcome.ts';
import type { PastCall } from '../../plan/past.ts';

/** Compensations by the forward call's key, over all runs. */
export interface Undoings {
  add(request: CallRequest, outcome: Outcome): void;
  /** A person said so. The path is the one within the execution that undoes: `child/step` for a child's. */
  addByHand(path: string, epoch: number): void;
  /** Whether a call was undone, and under which epoch its undo goes on. */
  of(call: Pick<PastCall, 'key' | 'epoch'>, path: string): Pick<PastCall, 'undone' | 'undoEpoch'>;
}

export function createUndoings(): Undoings {
  /** Forward key → the compensation's own key → what is known of it. */
  const byForward = new Map<string, Map<string, Undoing>>();
  const byHand = new Set<string>();
  return {
    add({ compensates, key, epoch }, outcome) {
      if (compensates === null) return;
      const undoings = byForward.get(compensates) ?? new Map<string, Undoing>();
      byForward.set(compensates, undoings);
      undoings.set(key, { epoch, fate: better(undoings.get(key)?.fate, fateOf(outcome)) });
    },
    addByHand(path, epoch) {
      byHand.add(`${path}@${epoch}`);
    },
    of({ key, epoch }, path) {
      const undoings = [...(byForward.get(key)?.values() ?? [])];
      const fates = undoings.map(({ fate }) => fate);
      const isUndone = fates.includes('done') || byHand.has(`${path}@${epoch}`);
      return {
        undone: isUndone ? 'done' : fates.includes('unclear') ? 'unclear' : 'no',
        undoEpoch: goesOnUnder(undoings, epoch),
      };
    },
  };
}

/** One that may have happened is sent again under its own key; after one that definitely did nothing, the next takes a new one. */
function goesOnUnder(undoings: readonly Undoing[], epoch: number): number {
  const unclear = undoings.filter(({ fate }) => fate === 'unclear');
  if (unclear.length > 0) return Math.max(...unclear.map((one) => one.epoch - epoch));
  return Math.max(0, ...undoings.map((one) => one.epoch - epoch + (one.fate === 'nothing' ? 1 : 0)));
}

interface Undoing {
  epoch: number;
  fate: Fate;
}

type Fate = 'done' | 'unclear' | 'nothing';

function fateOf(outcome: Outcome): Fate {
  if (outcome === 'ok') return 'done';
  return outcome === 'no_effect' ? 'nothing' : 'unclear';
}

/** Under one key: a success is final, else what is not certain counts. */
function better(before: Fate | undefined, now: Fate): Fate {
  if (before === 'done' || now === 'done') return 'done';
  return before === 'unclear' ? before : now;
}
