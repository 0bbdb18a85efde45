import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import type { ApprovalAnswer, Decision, DecisionVerb } from '../../../plan/messages.ts';
import type { ExecutionEvent } from '../../../plan/events.ts';
import type { Json, JsonObject, JsonSchema } from '../../../plan/json.ts';
import { insideChild } from '../../../plan/path.ts';
import type { Plan, Step } from '../../../plan/plan.ts';
import type { Unclear } from '../../../plan/view.ts';
import type { Upstream } from '../back/order.ts';
import type { Context } from './context.ts';
import { createCancelToken, type CancelToken } from '../cancel-token.ts';
import type { Effects } from '../effects.ts';
import type { ExecutionState, Stop } from './state.ts';

/** What names an execution through retries, resets and continue-as-new (S9). */
export interface Identity {
  namespace: string;
  workflowId: string;
  /** This run's id: part of park ids, never of keys. */
  runId: string;
  keyRoot: string;
}

/** One run of one execution: the plan and the carried state, and what lives only as long as this run. */
export interface Run {
  readonly plan: Plan;
  /** Runs a group's own list; a value here, because a step knows its verb and a verb knows lists of steps. */
  readonly runList: (run: Run, steps: readonly Step[], context: Context) => Promise<unknown>;
  readonly input: JsonObject;
  readonly identity: Identity;
  readonly effects: Effects;
  readonly state: ExecutionState;
  /** How far a failure reaches: the whole execution, or a group that goes on without what failed in it. */
  readonly boundary: Boundary;
  /** The whole execution's boundary. */
  readonly root: Boundary;
  readonly parks: Map<string, Park>;
  readonly approvals: Map<string, WaitingApproval>;
  readonly flags: Flags;
  /** Fires when a recovery is told to stand down. */
  readonly superseded: CancelToken;
  /** Reading what other runs of this execution did, while it goes on. */
  readonly past: { pending: Promise<void> | null; asksAboutStrays: boolean | null };
  /** Iterations that this run has begun, by the step's name. */
  readonly iterations: Map<string, number>;
  /** The order of the plan's steps, as far as somebody has asked for it. */
  readonly upstream: Upstream;
  /** The completed child whose calls are being undone, by its path in this history; null where it is the execution's own. */
  readonly inside: string | null;
  /** The whole execution's run, from wherever in it: not a group's, not a child's plan. */
  readonly whole: Run;
}

export interface Boundary {
  readonly isRoot: boolean;
  reason: Stop | null;
  /** Fires when forward calls must come to an end: failure or cancel. */
  readonly calls: CancelToken;
  /** Fires when nothing may wait any longer: the above, continue-as-new, or another walk. */
  waits: CancelToken;
}

interface Flags {
  /** Temporal knows of the cancel in this run only: a run that continues it could not end `Canceled`. */
  isCanceledHere: boolean;
  continuesAsNew: boolean;
  /** The history is long, and the state too large to go on in a new run. */
  hasOutgrown: boolean;
  /** So many boundaries are passed without asking whether the history is long. */
  patience: number;
  /** The later run of the execution that goes on instead of this recovery; null as long as nobody has said so. */
  supersededBy: string | null;
  /** Pivot calls under way: nobody goes back before they have ended (S31). */
  pivotsInFlight: number;
}

export interface Park {
  parkId: string;
  path: string;
  step: string;
  direction: 'forward' | 'compensation';
  epoch: number;
  allowed: readonly DecisionVerb[];
  /** Whose outcome is unknown: the question that `resolve_unknown` answers. */
  unclear: Unclear;
  message: string;
  /** What is wrong with an argument that has the right form, as the end of a sentence; null when it fits. */
  refuse: (verb: DecisionVerb, decision: Decision) => string | null;
  decided: { verb: DecisionVerb; decision: Decision } | null;
}

export interface WaitingApproval {
  path: string;
  step: string;
  form: JsonSchema | null;
  approvers: Json;
  answer: (ApprovalAnswer & { approved: boolean }) | null;
}

export function createRun(
  plan: Plan,
  input: JsonObject,
  identity: Identity,
  state: ExecutionState,
  effects: Effects,
  runList: Run['runList'],
): Run {
  const root: Boundary = { isRoot: true, reason: state.stop, calls: createCancelToken(), waits: createCancelToken() };
  state.records = withoutPrototype(state.records);
  state.unsettled = withoutPrototype(state.unsettled);
  state.epochs = withoutPrototype(state.epochs);
  state.dueAt = withoutPrototype(state.dueAt);
  state.signals = withoutPrototype(state.signals);
  state.overrides = withoutPrototype(state.overrides);
  state.answers = withoutPrototype(state.answers);
  const run: Omit<Run, 'whole'> = {
    plan,
    runList,
    input,
    identity,
    effects,
    state,
    boundary: root,
    root,
    parks: new Map(),
    approvals: new Map(),
    flags: {
      isCanceledHere: false,
      continuesAsNew: false,
      hasOutgrown: false,
      patience: 0,
      supersededBy: null,
      pivotsInFlight: 0,
    },
    superseded: createCancelToken(),
    past: { pending: null, asksAboutStrays: null },
    iterations: new Map(),
    upstream: new Map(),
    inside: null,
  };
  const whole = run as Run;
  return Object.assign(run, { whole });
}

/** A step or a signal may be called `constructor`: what nobody put into the state is not there. */
function withoutPrototype<T extends object>(map: T): T {
  return Object.assign(Object.create(null) as T, map);
}

/** Lends the run with a narrower reach of failure. What stops the outside stops the inside too. */
export async function withBoundary<T>(run: Run, inside: (inner: Run) => Promise<T>): Promise<T> {
  const boundary: Boundary = { isRoot: false, reason: null, calls: createCancelToken(), waits: createCancelToken() };
  const forgetCalls = run.boundary.calls.onCancel(() => {
    boundary.calls.cancel();
  });
  const forgetWaits = run.boundary.waits.onCancel(() => {
    boundary.waits.cancel();
  });
  try {
    return await inside({ ...run, boundary });
  } finally {
    forgetCalls();
    forgetWaits();
  }
}

/** Nothing new may start going forward. */
export function isStopped(run: Run): boolean {
  return run.boundary.waits.canceled;
}

/** Begins the way back; the first reason stays the cause (S22). */
export function stop(run: Run, reason: Stop): void {
  if (run.boundary.reason !== null) return;
  run.boundary.reason = reason;
  if (run.boundary.isRoot) run.state.stop = reason;
  run.boundary.waits.cancel();
  run.boundary.calls.cancel();
}

/** A recovery leaves what is still to be undone to a later run of its execution: what is under way comes to its end, nothing new begins. */
export function standDown({ flags, superseded }: Run, runId: string): void {
  flags.supersededBy ??= runId;
  superseded.cancel();
}

/** Nothing new may start on the way back. */
export function leavesWayBack({ flags }: Run): boolean {
  return flags.continuesAsNew || flags.supersededBy !== null;
}

/** Lets things wait again, for another walk over the steps. */
export function reopen(run: Run): void {
  if (run.state.stop === null) run.root.waits = createCancelToken();
}

/** Checked between steps and iterations: a long history goes on in a new run. */
export function shouldPause(run: Run): boolean {
  pauseWhenLong(run);
  return isStopped(run);
}

/**
 * Ends all waiting once the history is long; what is under way comes to its end. A state that would not fit into a new run stays in
 * this one: the way back goes on here, the way forward asks people (S37).
 */
export function pauseWhenLong({ flags, effects, root, state }: Run): void {
  if (flags.patience > 0) flags.patience -= 1;
  else if (!flags.continuesAsNew && !flags.hasOutgrown && effects.historyIsLong()) {
    const isLarge = stringifyJson(state).length > MAX_STATE_LENGTH;
    if (state.stop !== null && (isLarge || flags.isCanceledHere)) flags.patience = PATIENCE;
    else if (isLarge) flags.hasOutgrown = true;
    else flags.continuesAsNew = true;
  }
  if (flags.continuesAsNew || flags.hasOutgrown) root.waits.cancel();
}

/** The plan and the input travel beside it; Temporal takes 2 MiB for all. */
export const MAX_STATE_LENGTH = 1_048_576;

/** Boundaries between steps until the history's length is looked at again: about three thousand events. */
export const PATIENCE = 500;

export function at(run: Run): string {
  return new Date(run.effects.now()).toISOString();
}

/** What a step of this run is called in the history: inside a child, with the child's path before it. */
export function pathOutside({ inside }: Run, path: string): string {
  return inside === null ? path : insideChild(inside, path);
}

/** Reports one change; the time is added here. */
export function observe(run: Run, event: Untimed): void {
  run.effects.observe({ ...event, at: at(run) } as ExecutionEvent);
}

type Untimed = ExecutionEvent extends infer E ? (E extends { at: string } ? Omit<E, 'at'> : E) : never;
