import type { CallProgress } from './call-progress.ts';
import type { Json, JsonObject } from './json.ts';
import type { Outcome } from './outcome.ts';

/** What people see of one execution: the same document from REST, `show --json`, the Query `view` and the facade (INTERFACES). */
export interface ExecutionView {
  id: string;
  runId: string;
  definition: string;
  version: number;
  planHash: string;
  tenant: string;
  /** Verified name of who started it; null where that is not known. */
  startedBy: string | null;
  status: ExecutionStatus;
  /** Of `paused`: who paused it in Temporal. No execution knows that of itself: the Query has null. */
  pause: PauseView | null;
  sagaState: SagaState;
  /** ISO 8601. */
  startedAt: string;
  finishedAt: string | null;
  steps: StepView[];
  output: Json;
  failure: ExecutionFailureView | null;
  waitingFor: WaitView[];
  /** What operators decided, oldest first. */
  decisions: DecisionView[];
  /** What people should know and no step says; the last 50, oldest first. */
  notices: NoticeView[];
  /** How many there were in all. */
  noticeCount: number;
  /** Of an execution that was terminated: what undoes it. Null where nothing does; the workflow itself never knows. */
  recovery: RecoveryView | null;
  links: { temporal?: string };
}

/**
 * Every set of words in the view is a list, and its type is derived from the list. Filters, the schemas of REST and those of the facade are
 * made from the same lists, so a new word is in all of them or in none.
 */
export const EXECUTION_STATUSES = ['running', 'paused', 'completed', 'failed', 'canceled', 'terminated'] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

/** It has not ended. */
export function isOpen(status: ExecutionStatus): status is 'running' | 'paused' {
  return status === 'running' || status === 'paused';
}

/** Who has paused something in Temporal, since when and why. */
export interface PauseView {
  /** Temporal's identity of who did it; null where it was not told. */
  by: string | null;
  /** ISO 8601. */
  since: string;
  reason: string | null;
}

/** `paused in Temporal since … by … (why)`: the same words wherever people read of it. */
export function pauseText({ by, since, reason }: PauseView): string {
  return `paused in Temporal since ${since}${by === null ? '' : ` by ${by}`}${reason === null ? '' : ` (${reason})`}`;
}

export const SAGA_STATES = [
  'forward',
  'compensating',
  'parked',
  'completed',
  'compensated',
  'partially_compensated',
  'none',
] as const;
export type SagaState = (typeof SAGA_STATES)[number];

export const STEP_STATUSES = [
  'pending',
  'running',
  'waiting',
  'completed',
  'skipped',
  'failed',
  'parked',
  'compensating',
  'compensated',
] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

export interface StepView {
  /** `step`, `step.tool`, `step[3]`, `step[3].tool`. */
  path: string;
  verb: string;
  server: string | null;
  tool: string | null;
  status: StepStatus;
  outcome: Outcome | null;
  attempts: number;
  epoch: number;
  key: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  provenance: Provenance;
  failure: FailureView | null;
  /** Of a call under way, when its tool says how far it is. No history tells it: the workflow itself and closed executions have null. */
  progress: CallProgress | null;
  /** Of a call that somebody has paused in Temporal; it too is told by no history. */
  pause: PauseView | null;
}

/** Where a step's output comes from. */
export const PROVENANCES = ['live', 'cached', 'fallback'] as const;
export type Provenance = (typeof PROVENANCES)[number];

export interface FailureView {
  type: string;
  message: string;
}

export interface ExecutionFailureView extends FailureView {
  step: string | null;
  cause: FailureView | null;
  /** Step paths, newest first. */
  compensated: string[];
  notCompensated: string[];
}

/** What an execution can wait for. `server`: one that has not said yet which tools it has, so that there is no plan. */
export const WAIT_KINDS = ['approval', 'signal', 'decision', 'server'] as const;
export type WaitKind = (typeof WAIT_KINDS)[number];

export interface WaitView {
  step: string;
  /** Of a wait inside a child: the child's id, to which the answer goes. Left out where the execution itself waits. */
  executionId?: string;
  kind: WaitKind;
  parkId: string | null;
  /** Verbs, for a decision. */
  allowed: string[];
  /** What each of them would do here. */
  verbs: VerbView[];
  /** Whose outcome nobody knows: `resolve_unknown` answers that question. */
  unclear: Unclear;
  form: JsonObject | null;
  /** What a person needs to know: the prompt, or why it parked. */
  message: string;
}

/** A verb that a park takes: what it would do there, and an argument that can be pasted. */
export interface VerbView {
  verb: string;
  does: string;
  example: JsonObject;
}

/** Of what nobody knows whether it happened. */
export const UNCLEAR = ['call', 'compensation'] as const;
export type Unclear = (typeof UNCLEAR)[number] | null;

/** What a notice is about. */
export const NOTICE_TYPES = [
  /** A signal, or an argument of one, did not fit. */
  'SignalDropped',
  /** A cancel came behind the point of no return. */
  'CancelIgnored',
  /** The deadline passed behind the point of no return. */
  'DeadlinePassed',
  /** Everything was done, and a part of the output could not be evaluated or is too large: it is null. */
  'OutputLost',
  /** After a reset: another run has undone what this one rests on. */
  'PastUndone',
  /** A recovery leaves the rest to a later run of its execution. */
  'Superseded',
  /** A call that undoes a step ended badly; only where the history is all that is known. */
  'UndoFailed',
  /** Somebody ended a call by hand, in Temporal. */
  'CallEndedByHand',
  /** The execution was paused in Temporal, and goes on. */
  'Unpaused',
  /** This process cannot interpret the rest of the history. */
  'HistoryMisread',
] as const;
export type NoticeType = (typeof NOTICE_TYPES)[number];

export interface NoticeView {
  /** ISO 8601. */
  at: string;
  type: NoticeType;
  /** At most 300 characters. */
  message: string;
}

/** How far the execution has come that undoes a terminated one. */
export interface RecoveryView {
  /** Its id; null as long as it is only expected. */
  id: string | null;
  status: RecoveryStatus;
}

export const RECOVERY_STATUSES = [
  /** The reconciler has not looked yet: it starts it within a minute, as long as a worker runs. */
  'expected',
  'running',
  /** Everything due was undone. */
  'undone',
  /** It has ended, and something is left. */
  'partly',
  /** It stood down: a run that a reset made goes on. */
  'superseded',
] as const;
export type RecoveryStatus = (typeof RECOVERY_STATUSES)[number];

/** One decision of an operator: who, when, why, about what. */
export interface DecisionView {
  /** ISO 8601. */
  at: string;
  verb: string;
  /** Path of the call, or of the step. */
  step: string;
  epoch: number;
  parkId: string;
  by: string | null;
  reason: string | null;
  evidence: string | null;
}
