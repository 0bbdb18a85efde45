import type { CallFailureDetails, CallReturn } from './call.ts';
import { isJsonObject } from './json.ts';
import { OUTCOMES } from './outcome.ts';
import type { Past, PastChild } from './past.ts';

/**
 * Anybody can end an activity by hand (`temporal activity complete`, `temporal activity fail`), with whatever they like. What does not have
 * the form that our own code writes is foreign: it says nothing about what the tool did.
 */
export function isCallReturn(value: unknown): value is CallReturn {
  if (!isJsonObject(value) || value['output'] === undefined || !isJsonObject(value['receipt'])) return false;
  const { frozen, provenance, attempts } = value;
  return (frozen === null || isJsonObject(frozen)) && typeof provenance === 'string' && isCount(attempts);
}

export function isCallFailure(value: unknown): value is CallFailureDetails {
  if (!isJsonObject(value) || !isJsonObject(value['receipt']) || !isCount(value['attempts'])) return false;
  return OUTCOMES.some((outcome) => outcome === value['outcome']);
}

/** A completed child's result. */
export function isHanded(value: unknown): value is NonNullable<PastChild['handed']> {
  if (!isJsonObject(value) || !Array.isArray(value['ledger']) || value['output'] === undefined) return false;
  return value['ledger'].every((entry) => hasTexts(entry, ['path', 'key', 'outcome', 'state']));
}

export function isPast(value: unknown): value is Past {
  return isJsonObject(value) && Array.isArray(value['calls']) && Array.isArray(value['children']);
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  return isJsonObject(value) && names.every((name) => typeof value[name] === 'string');
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
