import type { CallReport } from '../../plan/call.ts';
import type { Decision, DecisionVerb } from '../../plan/messages.ts';
import type { Past } from '../../plan/past.ts';
import type { Fact } from '../../history/fact.ts';
import type { Sent } from './random/judge.ts';

/** One run, as its history would tell it: enough to replay any beginning of it. */
export interface RunLog {
  id: string;
  /** The state that it began with, as JSON. */
  begin: string;
  beganAt: number;
  isReset: boolean;
  /** What the runs before it in its chain sent. */
  before: Sent[];
  actions: Action[];
  /** Answers to "is the history long?", with the workflow task that asked. */
  longs: { task: number; isLong: boolean }[];
  /** What was read of other runs, by the number of the question. */
  pasts: Map<number, { task: number; past: Past }>;
  /** Questions that had to wait for their answer, with the workflow task that asked. */
  waits: Map<number, number>;
  /** In the order of sending. */
  sent: Sent[];
  facts: Fact[];
}

/** What the world did to a run. `isJoined`: in the same workflow task as the action before it. */
export type Action = { at: number; isJoined?: true } & (
  | { kind: 'land'; seq: number; report: CallReport }
  | { kind: 'tick' }
  /** What other runs did is known at last: it had to wait for recoveries. */
  | { kind: 'past'; number: number }
  /** The first workflow task after a reset. */
  | { kind: 'resume' }
  | { kind: 'cancel' }
  | { kind: 'decide'; verb: DecisionVerb; decision: Decision }
);

export function createRunLog(id: string, begin: string, beganAt: number, isReset: boolean, before: Sent[]): RunLog {
  return {
    id,
    begin,
    beganAt,
    isReset,
    before,
    actions: [],
    longs: [],
    pasts: new Map(),
    waits: new Map(),
    sent: [],
    facts: [],
  };
}

/** A reset goes to the end of a workflow task: the number of actions to copy, at least the given one. */
export function pointAt({ actions }: RunLog, atLeast: number): number {
  let point = atLeast;
  while (actions[point]?.isJoined === true) point += 1;
  return point;
}

/** How many workflow tasks these actions make, besides the first. */
export function tasksOf(actions: readonly Action[]): number {
  return actions.reduce((count, { isJoined }) => (isJoined === true ? count : count + 1), 0);
}
