import type { ApprovalAnswer, Decision, DecisionVerb } from '../../plan/messages.ts';
import type { ExecutionEvent } from '../../plan/events.ts';
import type { Json, JsonObject, JsonSchema } from '../../plan/json.ts';
import type { Plan, Step } from '../../plan/plan.ts';
import type { Context } from './context.ts';
import { createCancelToken, type CancelToken } from './cancel-token.ts';
import type { Effects } from './effects.ts';
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
  readonly runList: (run: Run, steps: readonly Step[], context: Context) => Promise<void>;
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
}

export interface Boundary {
  readonly isRoot: boolean;
  reason: Stop | null;
  /** Fires when forward calls must come to an end: failure or cancel. */
  readonly calls: CancelToken;
  /** Fires when nothing may wait any longer: the above, or continue-as-new. */
  readonly waits: CancelToken;
}

interface Flags {
  continuesAsNew: boolean;
  /** Pivot calls under way: nobody goes back before they have ended (S31). */
  pivotsInFlight: number;
}

export interface Park {
  parkId: string;
  path: string;
  step: string;
  direction: 'forward' | 'compensation';
  allowed: DecisionVerb[];
  message: string;
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
  return {
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
    flags: { continuesAsNew: false, pivotsInFlight: 0 },
  };
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

/** Checked between steps and iterations: a long history goes on in a new run. */
export function shouldPause(run: Run): boolean {
  pauseWhenLong(run);
  return isStopped(run);
}

/** Ends all waiting once the history is long; what is under way comes to its end. */
export function pauseWhenLong(run: Run): void {
  if (!run.flags.continuesAsNew && run.effects.historyIsLong()) run.flags.continuesAsNew = true;
  if (run.flags.continuesAsNew) run.root.waits.cancel();
}

export function at(run: Run): string {
  return new Date(run.effects.now()).toISOString();
}

/** Reports one change; the time is added here. */
export function observe(run: Run, event: Untimed): void {
  run.effects.observe({ ...event, at: at(run) } as ExecutionEvent);
}

type Untimed = ExecutionEvent extends infer E ? (E extends { at: string } ? Omit<E, 'at'> : E) : never;
