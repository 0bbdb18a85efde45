import type { CallRequest, CallReturn } from '../../plan/call.ts';
import type { DecisionFacts, ParkFacts } from '../../plan/events.ts';
import { isCallReturn, isHanded } from '../../plan/foreign.ts';
import { isJsonObject, type Json, type JsonObject } from '../../plan/json.ts';
import type { PastChild } from '../../plan/past.ts';
import type { GivenPlan } from '../fact.ts';

/**
 * Whether a recorded value has the form that our own code writes. Anybody can complete an activity by hand, start a workflow of any type,
 * or write a memo, so what does not have it is nothing of ours: `null`.
 */
export function asCallRequest(value: Json | undefined): CallRequest | null {
  const isOurs = hasTexts(value, ['key', 'direction', 'path', 'server', 'tool']) && isJsonObject(value['arguments']);
  return isOurs ? (value as unknown as CallRequest) : null;
}

export function asCallReturn(value: unknown): CallReturn | null {
  return isCallReturn(value) ? value : null;
}

/** `{plan, hash}`, from a start's second argument or from the local activity that resolved it. */
export function asGivenPlan(value: Json | undefined): GivenPlan | null {
  if (!isJsonObject(value) || typeof value['hash'] !== 'string' || !isJsonObject(value['plan'])) return null;
  const { plan } = value;
  const isOurs = isCount(plan['planVersion']) && typeof plan['name'] === 'string' && Array.isArray(plan['steps']);
  return isOurs ? (value as unknown as GivenPlan) : null;
}

/** A completed child's result. */
export function asHanded(value: unknown): PastChild['handed'] {
  return isHanded(value) ? value : null;
}

export function asPark(value: Json | undefined): (ParkFacts & { at: string }) | null {
  const isOurs = hasTexts(value, ['at', 'path', 'direction', 'parkId', 'message']) && Array.isArray(value['allowed']);
  return isOurs && Array.isArray(value['verbs']) ? (value as unknown as ParkFacts & { at: string }) : null;
}

export function asDecision(value: Json | undefined): (DecisionFacts & { at: string }) | null {
  const isOurs = hasTexts(value, ['at', 'path', 'direction', 'parkId', 'verb', 'phase']) && isCount(value['epoch']);
  return isOurs ? (value as unknown as DecisionFacts & { at: string }) : null;
}

function hasTexts(value: Json | undefined, names: readonly string[]): value is JsonObject {
  return isJsonObject(value) && names.every((name) => typeof value[name] === 'string');
}

function isCount(value: Json | undefined): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
