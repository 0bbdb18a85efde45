import type { Json, JsonObject } from './json.ts';

/** What an operator can tell a parked execution. Update and Signal carry the same name. */
export const DECISION_VERBS = ['retry', 'skip', 'compensate'] as const;
export type DecisionVerb = (typeof DECISION_VERBS)[number];

/** What an approver can answer. */
export const APPROVAL_VERBS = ['approve', 'reject'] as const;
export type ApprovalVerb = (typeof APPROVAL_VERBS)[number];

/** Names that no `wait_for` signal may take: today's verbs and those of SAGAS S26 that come with the operators' issue. */
export const RESERVED_SIGNALS = [
  ...DECISION_VERBS,
  ...APPROVAL_VERBS,
  'retry_with',
  'resolve_unknown',
  'mark_compensated',
  'resume',
] as const;

/** Argument of a decision. Without `parkId` only `retry` is taken: a stale decision must not hit a later park. */
export interface Decision {
  parkId?: string;
  step?: string;
  reason?: string;
  by?: string;
  /** For `skip`: stands in as the step's output. */
  output?: Json;
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
    'Sends the parked call again. Argument: {"step": "name", "parkId": "…", "reason": "…"}; both ids may be left out while one step is parked.',
  skip: 'Goes on without the parked step; "output" stands in for its result. Argument: {"parkId": "…", "output": …, "reason": "…"}.',
  compensate: 'Gives up going forward and undoes what was done. Argument: {"parkId": "…", "reason": "…"}.',
  approve: 'Approves a waiting approval step. Argument: {"step": "name", "by": "you", "form": {…}, "reason": "…"}.',
  reject: 'Rejects a waiting approval step. Argument: {"step": "name", "by": "you", "reason": "…"}.',
};
