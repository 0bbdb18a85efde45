import type { Json, JsonObject } from './json.ts';

/** What an operator can tell a parked execution (SAGAS S26). Update and Signal carry the same name. */
export const DECISION_VERBS = [
  'retry',
  'retry_with',
  'resolve_unknown',
  'mark_compensated',
  'resume',
  'skip',
  'compensate',
] as const;
export type DecisionVerb = (typeof DECISION_VERBS)[number];

/** What an approver can answer. */
export const APPROVAL_VERBS = ['approve', 'reject'] as const;
export type ApprovalVerb = (typeof APPROVAL_VERBS)[number];

/** Names that no `wait_for` signal may take. */
export const RESERVED_SIGNALS = [...DECISION_VERBS, ...APPROVAL_VERBS] as const;

/** Argument of a decision. Without `parkId` only `retry` is taken: a stale decision must not hit a later park. */
export interface Decision {
  parkId?: string;
  /** The parked step, or the path of its call. */
  step?: string;
  reason?: string;
  by?: string;
  /** For `retry_with`: all arguments of the call, or of the compensation; an idempotency key in them is filled in. */
  arguments?: JsonObject;
  /** For `skip`: stands in as the step's output. For `resolve_unknown`: what the tool would have answered. */
  output?: Json;
  /** For `resolve_unknown`. */
  happened?: boolean;
  /** For `resolve_unknown` and `mark_compensated`: how the operator knows. */
  evidence?: string;
}

/** Argument of `approve` and `reject`. */
export interface ApprovalAnswer {
  /** May be left out while exactly one approval waits. */
  step?: string;
  by?: string;
  reason?: string;
  form?: JsonObject;
}

export const VIEW_QUERY = 'view';

export const MESSAGE_DESCRIPTIONS: Record<DecisionVerb | ApprovalVerb, string> = {
  retry:
    'Sends the parked call again: under the same key while it may have happened, under a new one when it certainly did nothing. Argument: {"parkId": "…", "reason": "…"}; parkId may be left out while one step is parked.',
  retry_with:
    'Sends the parked call again with other arguments, all of them. What may have happened is undone first. Argument: {"parkId": "…", "arguments": {…}, "reason": "…"}.',
  resolve_unknown:
    'Says whether the call whose outcome is unknown has happened: the park says which call that is. "output" is what the tool would have answered; needed where somebody reads it. Argument: {"parkId": "…", "happened": true, "output": {…}, "evidence": "how you know"}.',
  mark_compensated:
    'Says that you undid the step yourself. The execution then ends SagaPartiallyCompensated. Argument: {"parkId": "…", "evidence": "what you did"}.',
  resume:
    'Says that the reason to wait is gone: the execution goes on where it stopped. Argument: {"parkId": "…", "reason": "…"}.',
  skip: 'Goes on without the parked step, or leaves it undone on the way back; "output" stands in for the result of a step. Argument: {"parkId": "…", "output": …, "reason": "…"}.',
  compensate: 'Gives up going forward and undoes what was done. Argument: {"parkId": "…", "reason": "…"}.',
  approve: 'Approves a waiting approval step. Argument: {"step": "name", "by": "you", "form": {…}, "reason": "…"}.',
  reject: 'Rejects a waiting approval step. Argument: {"step": "name", "by": "you", "reason": "…"}.',
};

/** Keys of the workflow's memo; from its changes a history tells which verbs a park took, and what was decided. */
export const LAST_PARK = 'lastPark';
export const LAST_DECISION = 'lastDecision';
