import type { CallReport, CallRequest } from '../../plan/call.ts';
import type { ExecutionEvent } from '../../plan/events.ts';
import type { Json, JsonSchema } from '../../plan/json.ts';
import type { Plan } from '../../plan/plan.ts';
import type { FailureView } from '../../plan/view.ts';
import type { CancelToken } from './cancel-token.ts';
import type { LedgerEntry } from '../../plan/ledger.ts';
import type { Past } from '../../plan/past.ts';

/** The world as the interpreter sees it: Temporal in production, a script in tests. Nothing here throws. */
export interface Effects {
  /** Milliseconds since the epoch, the same on replay. */
  now(): number;
  /** One call through to its verdict. Canceled without a verdict, it reports `unknown`. */
  call(request: CallRequest, cancel: CancelToken): PromiseLike<CallReport>;
  child(request: ChildRequest, cancel: CancelToken): Promise<ChildReport>;
  timer(ms: number, label: string, cancel: CancelToken): Promise<'fired' | 'canceled'>;
  /** Settles once the predicate holds; it is asked again after every message and every change of state. */
  until(predicate: () => boolean): Promise<void>;
  /**
   * What other runs of this execution did. Null at once where there is nothing to read: the execution was never reset, the answer is in
   * the state already, or this is still the copied history. `unreadable`: a run's history is gone.
   */
  past(): Promise<Past | 'unreadable'> | null;
  /** A recovery asks: a later run of the execution that it recovers, which goes on with it; null when there is none. */
  laterRun(): Promise<string | null>;
  /** The history is so long that the execution should go on in a new run (S37). */
  historyIsLong(): boolean;
  /**
   * Whether this execution was started with, or has reached, a change of this name; remembered in history. Each name that is asked about leaves
   * a marker there, so it is asked only where the change makes a difference.
   */
  patched(id: string): boolean;
  /** JSON pointer and sentence for what does not fit; null when the value fits. */
  misfit(schema: JsonSchema, value: Json): string | null;
  observe(event: ExecutionEvent): void;
  /**
   * A step, one iteration of it, or one of its tools has ended with this output. Only who reads a history has it: a workflow keeps no output
   * for those who look on.
   */
  ended?(path: string, output: Json): void;
}

export interface ChildRequest {
  /** `<parent>~<path>@<epoch>` (S9). */
  id: string;
  definition: string;
  plan: Plan;
  planHash: string;
  input: Json;
  keyRoot: string;
  path: string;
}

export type ChildReport =
  | { ok: true; output: Json; ledger: LedgerEntry[] }
  | { ok: false; outcome: 'no_effect' | 'effect_possible' | 'unknown'; failure: FailureView };
