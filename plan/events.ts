import type { Json, JsonObject } from './json.ts';
import type { Outcome } from './outcome.ts';
import type {
  DecisionView,
  ExecutionFailureView,
  FailureView,
  NoticeType,
  Provenance,
  SagaState,
  Unclear,
  VerbView,
} from './view.ts';

/**
 * What happened to an execution, one change an event. The workflow reports its own, and who reads its history gets the very same ones,
 * because the interpreter runs over it once more; `view/fold.ts` folds both. `at` is ISO 8601.
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
  | ({ type: 'parked'; at: string } & ParkFacts)
  | ({ type: 'decided'; at: string } & DecisionFacts)
  /** Nobody decided it: the execution goes back meanwhile, or on in a new run. */
  | { type: 'park_left'; at: string; path: string; parkId: string; phase: Phase }
  /** What operators decided in the runs that this one continues. */
  | { type: 'decided_before'; decisions: DecisionView[] }
  | { type: 'reminded'; at: string; path: string; parkId: string; message: string }
  | { type: 'compensating'; at: string; path: string }
  | { type: 'compensated'; at: string; path: string }
  /** The undo ended otherwise than by its tool: left by a person, done by one, or there was nothing to undo. */
  | { type: 'compensation_left'; at: string; path: string; why: 'skipped' | 'marked' | 'nothing' }
  /** Temporal's own pause of the execution, from outside; only histories tell of it. */
  | { type: 'paused' | 'unpaused'; at: string; by: string | null; reason: string | null }
  | { type: 'notice'; at: string; notice: NoticeType; path: string | null; message: string }
  /** `step`: what failed, where that is why. */
  | { type: 'saga_state'; at: string; state: SagaState; step: string | null }
  /** There is no plan to go on with: a server is waited for, or a person. */
  | { type: 'plan_awaited'; at: string; path: string; kind: 'server' | 'decision'; message: string }
  | { type: 'plan_settled'; at: string; state: SagaState }
  /** `sagaState`: of a recovery that stood down; else it follows from the status. */
  | { type: 'closed'; at: string; status: 'completed'; output: Json; sagaState?: 'none' }
  | { type: 'closed'; at: string; status: 'failed' | 'canceled' | 'terminated'; failure: ExecutionFailureView | null };

/** What a park says of itself; the workflow's memo holds the last one, so that histories tell it too. */
export interface ParkFacts {
  path: string;
  direction: 'forward' | 'compensation';
  parkId: string;
  epoch: number;
  allowed: string[];
  verbs: VerbView[];
  unclear: Unclear;
  message: string;
}

export interface DecisionFacts extends Omit<DecisionView, 'at' | 'step'> {
  path: string;
  direction: 'forward' | 'compensation';
  /** What `resolve_unknown` was asked, and said. */
  unclear: Unclear;
  happened: boolean | null;
  /** Where the execution goes on when nothing else is parked. */
  phase: Phase;
}

export type Phase = 'forward' | 'compensating' | 'none';
