import type { ExecutionEvent } from '../events.ts';
import type { Json } from '../json.ts';
import { isJsonObject } from '../json.ts';
import type { SagaState } from '../view.ts';

/** Why an execution that was started with bare input has no plan yet, as the local activity `resolvePlan` says it. */
export interface MissingPlan {
  type: PlanWaitType;
  /** One sentence or more: what is missing, and what to do. */
  message: string;
  /** Steps whose effects are in force, as far as that is known. */
  inForce: string[];
}

/**
 * Failure types of `resolvePlan` after which the execution waits and asks again. Whatever waits here has done nothing in its own run, and histories
 * of older versions have none of them.
 */
export const PLAN_WAITS = {
  /** A server has not said yet which tools it has: it comes back by itself. */
  NotCompiledYet: 'server',
  /** Somebody has to look: other runs of the execution have effects in force. */
  EffectsInForce: 'decision',
} as const;
export type PlanWaitType = keyof typeof PLAN_WAITS;

/** Null for every other failure. `details` is the first detail of it. */
export function missingPlan(type: string | null | undefined, message: string, details: Json): MissingPlan | null {
  if (type === null || type === undefined || !Object.hasOwn(PLAN_WAITS, type)) return null;
  const said = isJsonObject(details) ? details['inForce'] : null;
  const inForce = Array.isArray(said) ? said.filter((path) => typeof path === 'string') : [];
  return { type: type as PlanWaitType, message, inForce };
}

/** What people are shown under this name, as if it were a step. */
export const PLAN_PATH = 'plan';

export function planAwaited({ type, message }: MissingPlan, at: string): ExecutionEvent {
  return { type: 'plan_awaited', at, path: PLAN_PATH, kind: PLAN_WAITS[type], message };
}

/** It waits no more: it goes on with a plan, or ends without one. */
export function planSettled(state: SagaState, at: string): ExecutionEvent {
  return { type: 'plan_settled', at, state };
}

/** The summary of the timer between two looks. */
export const PLAN_TIMER = 'looks for its plan again';

/** How long before the next look: from a second to five minutes, so that a wait of weeks fits into a history. */
export function planPauseMs(looks: number): number {
  return Math.min(MAX_PAUSE_MS, 1_000 * 2 ** Math.min(looks, 20));
}

const MAX_PAUSE_MS = 300_000;
