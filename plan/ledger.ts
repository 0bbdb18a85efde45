import type { Residual } from './call.ts';
import type { JsonObject } from './json.ts';
import type { Outcome } from './outcome.ts';

/** Intent and outcome of one effect, written before the call is scheduled (S8). Plain JSON: it travels through continue-as-new. */
export interface LedgerEntry {
  /** Call path: `step`, `step.tool`, `step[3]`, … */
  path: string;
  /** Where the call stands in the plan: names of the steps on the way down, the innermost last, and their iterations. */
  position: Position;
  /** The call was the step's fallback. */
  isFallback: boolean;
  /** The forward call's key. */
  key: string;
  epoch: number;
  /** Milliseconds since the epoch when it was first scheduled; null for a child. */
  sentAt: number | null;
  outcome: Outcome | 'pending';
  /** Compensation arguments, frozen: at intent when they need no output, else on success. */
  frozen: JsonObject | null;
  /** Arguments for any outcome but `ok`. */
  withoutOutput: JsonObject | null;
  /** The server does not refuse a call that arrives after its undo (S16), and nobody has said that it is over. */
  canArriveLate: boolean;
  /** `left`: a person said that it stays; `marked`: a person undid it by hand, and says so. */
  state: 'open' | 'compensated' | 'left' | 'marked';
  /** Rises when a compensation that definitely did nothing is sent again. */
  undoEpoch: number;
  /** Another run of a reset execution did it, and this one has not (yet): gone before it completes. */
  isOrphan?: true;
  /** Another run did it, and this plan has no step for it: only people can undo it. */
  isStray?: true;
  /** It is to be undone, whatever is learnt of its outcome since. */
  undoBegan?: true;
  /** What was sent to undo it, under this `undoEpoch`, may have happened. */
  undoIsUnclear?: true;
  /** Milliseconds since the epoch: when that was first sent, as far as it is known. */
  undoSentAt?: number;
  /** Fixes the compensation's arguments once somebody says what the call answered; as long as its outcome is unclear. */
  freeze?: Residual;
  /** A child execution's id and own entries, handed over when it completed (S32); null for a call. */
  child: { id: string; ledger: LedgerEntry[] } | null;
}

export interface Position {
  /** From the outermost list to the step itself. */
  steps: { name: string; index: number | null }[];
  /** Order within a `tools:` step. */
  call: number;
}

/** An entry of which nothing is known yet but what is meant. */
export function intent(
  what: Pick<LedgerEntry, 'path' | 'position' | 'key' | 'epoch'> & Partial<LedgerEntry>,
): LedgerEntry {
  return {
    isFallback: false,
    sentAt: null,
    outcome: 'pending',
    frozen: null,
    withoutOutput: null,
    canArriveLate: false,
    state: 'open',
    undoEpoch: 0,
    child: null,
    ...what,
  };
}

/** S20: what happened, or may have happened, and was not undone yet. */
export function isDue(entry: LedgerEntry): boolean {
  return entry.state === 'open' && entry.outcome !== 'no_effect' && entry.outcome !== 'pending';
}
