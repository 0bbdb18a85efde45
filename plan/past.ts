import type { CallIntent } from './call.ts';
import type { Json, JsonObject } from './json.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Outcome } from './outcome.ts';

/**
 * What other runs of an execution did, read from their event histories: those that a reset left behind (SAGAS §3), or the ones of an
 * execution that was terminated (S33). Only effects; in the order in which they were first scheduled.
 */
export interface Past {
  /** The run that asked: a later reset has more to read. */
  readBy: string;
  calls: PastCall[];
  children: PastChild[];
}

/** One effect by its key, over all runs that sent it. */
export interface PastCall {
  /** `step`, `step.tool`, `step[3]`, `step~fallback`, … */
  path: string;
  epoch: number;
  key: string;
  /** Milliseconds since the epoch: when it was first scheduled. */
  scheduledAt: number;
  repeatable: boolean;
  /** `ok` when any run saw it succeed, else the worst that was seen; never ended counts as `unknown`. */
  outcome: Outcome;
  intent: CallIntent;
  /** Compensation arguments that were frozen on success; null when it froze none. */
  frozen: JsonObject | null;
  /** sha256 of the canonical JSON of the kept output; null when it did not succeed. */
  answer: string | null;
  undone: Undone;
  /** The compensation's own epoch, so that it is sent again under the same key. */
  undoEpoch: number;
}

/** `unclear`: a compensation was scheduled and did not end well; `no`: none was, or it definitely did nothing. */
export type Undone = 'no' | 'done' | 'unclear';

/** One child execution that a run started. */
export interface PastChild {
  id: string;
  path: string;
  epoch: number;
  /** Milliseconds since the epoch. */
  scheduledAt: number;
  /** What it handed over when it completed; null when it did not, or not yet. Entries that were undone since say so. */
  handed: { output: Json; ledger: LedgerEntry[] } | null;
  /** `nothing`: it left nothing behind (never started, refused, or undid itself). */
  end: 'completed' | 'nothing' | 'unclear' | 'open';
  /** Its entries, after it completed. */
  undone: Undone;
}

/** Whether it happened, or may have, and was not undone since. */
export function mayBeInForce(one: PastCall | PastChild): boolean {
  const didNothing = 'outcome' in one ? one.outcome === 'no_effect' : one.end === 'nothing';
  return !didNothing && one.undone !== 'done';
}

/** The execution that a recovery undoes. */
export interface Recovers {
  workflowId: string;
  firstRunId: string;
  /** The run that was terminated. */
  runId: string;
}

/** What of a closed execution that did not complete may still be in force. */
export type Remains =
  | { kind: 'nothing' }
  /** Its recovery runs, under this id. */
  | { kind: 'recovering'; id: string }
  | { kind: 'something' };
