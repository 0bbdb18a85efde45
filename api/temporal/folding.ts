import type { ExecutionEvent } from '../../plan/events.ts';
import type { Json, JsonObject } from '../../plan/json.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ExecutionView, StepView } from '../../plan/view.ts';
import type { PlacedStep } from './step-paths.ts';

/** What is known of an execution while its history is read. */
export interface Folding {
  plan: Plan;
  steps: ReadonlyMap<string, PlacedStep>;
  input: Json;
  view: ExecutionView;
  runId: string;
  /** Calls under way by the id of the event that scheduled them. */
  calls: Map<string, OpenCall>;
  /** Paths of open timers. */
  timers: Map<string, string>;
  /** Paths of children by the id of the event that initiated them. */
  children: Map<string, string>;
  /** Outputs by path, of what ended. */
  outputs: Map<string, Json>;
  /** Signals that no `wait_for` has taken yet, by name. */
  queued: Map<string, Json[]>;
  /** The last argument that came for each verb: a decision's own record leaves its output out. */
  told: Map<string, JsonObject[]>;
  /** Paths in the order in which they were undone. */
  undone: string[];
  /** The execution goes back, or is over: nothing waits going forward. */
  isStopped: boolean;
}

export interface OpenCall {
  path: string;
  /** The path whose row people see: a fallback stands in for its step. */
  row: string;
  isFallback: boolean;
  direction: 'forward' | 'compensation' | 'probe';
  server: string;
  tool: string;
  /** Milliseconds since the epoch. */
  scheduledAt: number;
  attempts: number;
}

export interface Folded {
  event: ExecutionEvent;
  call: { server: string; tool: string; durationMs: number | null } | null;
}

export function rowOf({ view }: Folding, path: string): StepView | undefined {
  let index = indexes.get(view.steps);
  if (index === undefined) {
    index = new Map(view.steps.map((row) => [row.path, row]));
    indexes.set(view.steps, index);
  }
  return index.get(path);
}

/** Rows by path; a view's list of rows never changes, a new one replaces it. */
const indexes = new WeakMap<readonly StepView[], ReadonlyMap<string, StepView>>();

/** Whether a step, or one iteration of it, has ended so that what depends on it may start. */
export function hasEnded(folding: Folding, path: string, name: string): boolean {
  const row = rowOf(folding, path);
  if (row === undefined) return false;
  if (row.status === 'failed') return folding.steps.get(name)?.step.onFailure === 'continue';
  return row.status === 'completed' || row.status === 'skipped';
}

export function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
