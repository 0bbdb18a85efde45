import type { CallReport, Residual } from '../../../plan/call.ts';
import type { FailureType } from '../../../plan/failure-types.ts';
import type { Json, JsonObject } from '../../../plan/json.ts';
import type { Outcome } from '../../../plan/outcome.ts';
import type { DecisionView, FailureView, Provenance } from '../../../plan/view.ts';
import type { LedgerEntry } from '../../../plan/ledger.ts';
import type { Past } from '../../../plan/past.ts';

/** Everything that a continue-as-new carries. Plain JSON. */
export interface ExecutionState {
  phase: 'forward' | 'compensating';
  /** Milliseconds since the epoch when the execution (not this run) started. */
  startedAt: number;
  /** Steps that have ended, by path. */
  records: Record<string, StepRecord>;
  /** Steps whose last attempt failed and whose fate is not decided yet, by path. */
  unsettled: Record<string, StepFailure>;
  /** Epochs above 0, by call path. */
  epochs: Record<string, number>;
  ledger: LedgerEntry[];
  /** Durable timers in milliseconds since the epoch, by path. */
  dueAt: Record<string, number>;
  /** Signals that nobody consumed yet, by name, first in first out. */
  signals: Record<string, Json[]>;
  /** Names of steps whose output is cached or a fallback (S40). */
  degraded: string[];
  pivotPassed: boolean;
  /** Paths of pivots that failed and may have happened all the same. */
  unclearPivots: string[];
  isCancelRequested: boolean;
  /** Arguments that an operator gave instead of the definition's (`retry_with`), by call path. */
  overrides: Record<string, JsonObject>;
  /** What stands in for a call, once, instead of sending it: an operator said how it ended. By call path. */
  answers: Record<string, CallReport>;
  /** What operators decided, for those who look on. */
  decisions: DecisionView[];
  /** Why the execution goes back. */
  stop: Stop | null;
  parks: number;
  /** What other runs of this execution did, once it was read (SAGAS §3); null in an execution that was never reset. */
  past: Past | null;
  /** A run of this chain is a reset one: also those that continue it look at the past. */
  wasReset: boolean;
  /** A recovery that looks, before each undo, whether a later run goes on. Those that began before that was done do not. */
  looksForLaterRun?: true;
  /** Steps of the outermost list that rest on effects which another run has undone: to run again. */
  stale: string[];
}

export interface StepRecord {
  status: 'completed' | 'skipped' | 'failed';
  output: Json;
  failure: FailureView | null;
  /** What `failures.<name>` reads: the failure, or one place an iteration; null when nothing failed. */
  failures: Json;
  provenance: Provenance;
}

export type EndedStep = Omit<StepRecord, 'failures'>;

/** One step that did not end well. */
export interface StepFailure {
  failure: FailureView;
  outcome: Exclude<Outcome, 'ok'>;
  /** Sending the same call again under the same key is safe. */
  repeatable: boolean;
  attempts: number;
  /** The call that failed; null when it was no call. */
  callPath: string | null;
  /** How the call's answer is projected, for somebody who says what it was; only where the outcome is unclear. */
  projection?: Residual | null;
  /** An operator gave other arguments: what may have happened is being undone first. */
  isReplaced?: true;
}

export type Stop =
  /** `undoes: false`: the step said `on_failure: fail`, so what was done stays as it is. */
  { kind: 'failed'; step: string; failure: FailureView; undoes: boolean } | { kind: 'canceled' };

export function initialState(startedAt: number): ExecutionState {
  return {
    phase: 'forward',
    startedAt,
    records: {},
    unsettled: {},
    epochs: {},
    ledger: [],
    dueAt: {},
    signals: {},
    degraded: [],
    pivotPassed: false,
    unclearPivots: [],
    isCancelRequested: false,
    overrides: {},
    answers: {},
    decisions: [],
    stop: null,
    parks: 0,
    past: null,
    wasReset: false,
    stale: [],
  };
}

export type StepResult =
  | { ok: true; output: Json; provenance: Provenance }
  | ({ ok: false } & StepFailure)
  /** `when` was false. */
  | { ok: 'skipped' }
  /** The execution is going back or continuing as new: this step has not ended. */
  | { ok: 'stopped' };

export const STOPPED: StepResult = { ok: 'stopped' };

export function completed(output: Json, provenance: Provenance = 'live'): StepResult {
  return { ok: true, output, provenance };
}

/** A failure that did nothing to the world: an expression, a rejected approval, a `fail` step. */
export function failedBeforeEffect(type: FailureType, message: string): StepResult & { ok: false } {
  return failedWith({ type, message });
}

/** The same with a failure that comes from elsewhere: the author's own, or one from inside of a group. */
export function failedWith(failure: FailureView): StepResult & { ok: false } {
  return { ok: false, outcome: 'no_effect', repeatable: true, attempts: 0, callPath: null, failure };
}
