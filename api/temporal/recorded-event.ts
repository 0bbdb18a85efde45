import type { CallFailureDetails, CallRequest, CallReturn } from '../../plan/call.ts';
import type { DecisionFacts, ParkFacts } from '../../plan/events.ts';
import type { Json } from '../../plan/json.ts';
import type { Plan } from '../../plan/plan.ts';
import type { FailureView } from '../../plan/view.ts';
import type { ExecutionState } from '../../workflows/interpreter/state/state.ts';

/** One event of a Temporal history, decoded, as far as it says something about an execution. Event ids are those of its own run. */
export type RecordedEvent = { eventId: string; runId: string; at: string } & RecordedFact;

export type RecordedFact =
  | { kind: 'started'; input: Json; plan: PlanInHistory | null; carried: ExecutionState | null }
  | ({ kind: 'plan_resolved' } & PlanInHistory)
  | { kind: 'call_scheduled'; activityId: string; activityType: string; request: CallRequest | null }
  | { kind: 'call_started'; scheduledId: string; attempt: number }
  | { kind: 'call_completed'; scheduledId: string; value: CallReturn | null }
  | { kind: 'call_failed'; scheduledId: string; failure: FailureView; details: Partial<CallFailureDetails> }
  | { kind: 'timer_started'; timerId: string; label: string | null }
  | { kind: 'timer_fired'; timerId: string }
  | { kind: 'child_initiated'; label: string | null; workflowId: string }
  | { kind: 'child_completed'; initiatedId: string; output: Json }
  | { kind: 'child_failed'; initiatedId: string; failure: FailureView }
  | { kind: 'message'; channel: 'signal' | 'update'; name: string; argument: Json }
  | { kind: 'attributes'; sagaState: string | null; failedStep: string | null; parkReason: string | null }
  /** From the workflow's memo: a park that began, a decision that was taken. */
  | { kind: 'parked'; park: ParkFacts & { at: string } }
  | { kind: 'decided'; decision: DecisionFacts & { at: string } }
  | { kind: 'completed'; value: Json }
  | { kind: 'failed'; failure: FailureView; details: Json }
  | { kind: 'canceled'; details: Json }
  | { kind: 'terminated'; reason: string }
  | { kind: 'continued'; nextRunId: string };

export interface PlanInHistory {
  plan: Plan;
  hash: string;
}
