import type { Json, JsonObject } from './json.ts';
import type { Outcome } from './outcome.ts';
import type { ExecutionFailureView, FailureView, Provenance, SagaState } from './view.ts';

/**
 * What happened to an execution, one change an event. The workflow reports its own, the API and the command line derive the same
 * ones from the event history; `view-reducer.ts` folds both. `at` is ISO 8601.
 */
export type ExecutionEvent =
  | { type: 'step_started'; at: string; path: string; server?: string; tool?: string; key?: string; epoch?: number }
  | { type: 'step_attempt'; path: string; attempts: number }
  | { type: 'step_completed'; at: string; path: string; attempts?: number; provenance?: Provenance }
  | { type: 'step_skipped'; at: string; path: string }
  | { type: 'step_failed'; at: string; path: string; outcome: Outcome | null; attempts?: number; failure: FailureView }
  | {
      type: 'step_waiting';
      at: string;
      path: string;
      kind: 'approval' | 'signal' | 'timer';
      form: JsonObject | null;
      message: string;
    }
  | {
      type: 'parked';
      at: string;
      path: string;
      direction: 'forward' | 'compensation';
      parkId: string;
      allowed: string[];
      message: string;
    }
  | {
      type: 'decided';
      at: string;
      path: string;
      parkId: string;
      verb: string;
      by: string | null;
      reason: string | null;
    }
  | { type: 'compensating'; at: string; path: string }
  | { type: 'compensated'; at: string; path: string }
  | { type: 'compensation_left'; at: string; path: string }
  | { type: 'notice'; at: string; path: string | null; message: string }
  /** `step`: what failed, where that is why. */
  | { type: 'saga_state'; at: string; state: SagaState; step: string | null }
  | { type: 'closed'; at: string; status: 'completed'; output: Json }
  | { type: 'closed'; at: string; status: 'failed' | 'canceled' | 'terminated'; failure: ExecutionFailureView | null };
