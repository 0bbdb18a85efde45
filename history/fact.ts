import type { CallRequest, CallReturn } from '../plan/call.ts';
import type { DecisionFacts, ParkFacts } from '../plan/events.ts';
import type { Json, JsonObject } from '../plan/json.ts';
import type { PastChild } from '../plan/past.ts';
import type { Plan } from '../plan/plan.ts';
import type { FailureView } from '../plan/view.ts';

/** What one event of a run's history says about an execution. Most events say nothing and make no fact. */
export type Fact = { eventId: number; /** Milliseconds since the epoch. */ at: number } & FactBody;

export type FactBody =
  | StartFact
  /** `isLong`: Temporal suggests to go on in a new run. */
  | { kind: 'task_started'; isLong: boolean }
  /** Everything before the event `startedId` is known to the workflow, and what it commanded follows. */
  | { kind: 'task_completed'; startedId: number }
  /** The event names other runs of the same workflow id: a reset came from one of them, and led to the other. */
  | { kind: 'runs_named'; runIds: string[] }
  | { kind: 'patch'; id: string }
  /** `details`: the first detail of its failure. */
  | { kind: 'local_activity'; type: string; result: Json; failure: FailureView | null; details: Json }
  /** `request` is null for an activity that is no call: it reads what other runs did. */
  | { kind: 'call_scheduled'; activityId: string; activityType: string; request: CallRequest | null }
  | { kind: 'call_started'; scheduledId: number; attempt: number; by: string }
  /** `value` is what the activity gave; `returned` the same, when it is ours. `by`: the identity of who said so, a worker or a person. */
  | { kind: 'call_completed'; scheduledId: number; value: Json; returned: CallReturn | null; by: string }
  /** `error`: as the workflow would get it. */
  | { kind: 'call_failed'; scheduledId: number; error: Error; by: string }
  | { kind: 'timer_started'; timerId: string; label: string | null }
  | { kind: 'timer_fired'; timerId: string }
  /** `input` is read where requests are. */
  | { kind: 'child_initiated'; workflowId: string; label: string | null; input?: Json }
  | { kind: 'child_started'; initiatedId: number }
  | { kind: 'child_completed'; initiatedId: number; handed: PastChild['handed'] }
  | { kind: 'child_failed'; initiatedId: number; error: Error; end: 'nothing' | 'unclear' }
  | { kind: 'signaled'; name: string; argument: Json | undefined }
  | { kind: 'update_admitted'; updateId: string; name: string; argument: Json | undefined }
  /** `name` is null when the request stands in the event that admitted it. */
  | { kind: 'update_accepted'; updateId: string; name: string | null; argument: Json | undefined }
  | { kind: 'cancel_requested' }
  /** Temporal's own pause of the execution: nothing of it goes on. */
  | { kind: 'paused' | 'unpaused'; by: string; reason: string }
  | { kind: 'saga_state'; state: string }
  /** From the workflow's memo: a park that began, a decision that was taken. */
  | { kind: 'parked'; park: ParkFacts & { at: string } }
  | { kind: 'decided'; decision: DecisionFacts & { at: string } }
  | EndFact
  | { kind: 'continued'; nextRunId: string }
  /** A command that no version of ours that this code knows gives. */
  | { kind: 'unknown_command'; name: string };

/** How a run began. */
export interface StartFact {
  kind: 'started';
  definition: string;
  firstRunId: string;
  /** The run that this one was reset from, or itself. */
  originalRunId: string;
  hasParent: boolean;
  continuedFrom: string | null;
  /** Workflow arguments: input, `{plan, hash}` if it was given, what was carried. */
  input: Json;
  given: GivenPlan | null;
  carried: JsonObject | null;
  memo: JsonObject;
}

export interface GivenPlan {
  plan: Plan;
  hash: string;
}

/** How a run closed. */
export interface EndFact {
  kind: 'ended';
  status: 'completed' | 'failed' | 'canceled' | 'terminated';
  /** Whether the workflow itself said so, or somebody from outside. */
  isOwn: boolean;
  result: Json;
  failure: FailureView | null;
  /** First detail of the failure. */
  details: Json;
}

export type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;
