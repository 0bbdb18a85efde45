import type { CallRequest, CallReturn } from '../../plan/call.ts';
import type { Json } from '../../plan/json.ts';
import type { Outcome } from '../../plan/outcome.ts';
import type { PastChild } from '../../plan/past.ts';
import type { Plan } from '../../plan/plan.ts';

/** What one event of a history says about effects. Ids of events are texts; times are milliseconds since the epoch. */
export type Fact =
  | StartFact
  | { kind: 'plan_resolved'; given: PlanFact }
  | { kind: 'call_scheduled'; eventId: string; at: number; request: CallRequest }
  | { kind: 'call_completed'; scheduledId: string; value: CallReturn }
  | { kind: 'call_failed'; scheduledId: string; outcome: Exclude<Outcome, 'ok'> }
  /** A person said that this call's effect is gone, or never was: it is not undone again. */
  | { kind: 'undone_by_hand'; path: string; epoch: number }
  | { kind: 'child_initiated'; eventId: string; at: number; workflowId: string }
  | { kind: 'child_started'; initiatedId: string }
  | { kind: 'child_completed'; initiatedId: string; handed: PastChild['handed'] }
  | { kind: 'child_ended'; initiatedId: string; end: 'nothing' | 'unclear' }
  /** The event names other runs of the same workflow id: what a reset or a continue-as-new came from, or led to. */
  | { kind: 'runs_named'; runIds: string[] }
  | EndFact;

/** How a run began. */
export interface StartFact {
  kind: 'started';
  definition: string;
  firstRunId: string;
  /** Workflow arguments: input, `{plan, hash}` if it was given, what was carried. */
  input: Json;
  given: PlanFact | null;
  carried: Json;
}

export interface PlanFact {
  plan: Plan;
  hash: string;
}

/** How a run closed; `failureType` is the type of its failure. */
export interface EndFact {
  kind: 'ended';
  status: 'completed' | 'failed' | 'canceled' | 'terminated' | 'continued';
  failureType: string | null;
  result: Json;
}
