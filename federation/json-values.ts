import { stringifyJson } from '../plan/numbers/json-text.ts';
import { isJsonObject } from '../plan/json.ts';
import type { Json, JsonObject } from '../plan/json.ts';
import { limits } from './limits.ts';

export type CleanResult = { ok: true; value: Json } | { ok: false; problem: string };

/**
 * Copies a value that claims to be JSON into plain objects and arrays: `__proto__` keys are left out, anything JSON has no form
 * for (NaN, functions, undefined in a list) and nesting beyond the limit are problems that name their JSON pointer. Integers beyond ±(2^53 - 1) stay
 * what they are.
 */
export function cleanJson(value: unknown): CleanResult {
  try {
    return { ok: true, value: copy(value, '', 0) };
  } catch (error) {
    if (error instanceof NotJson) return { ok: false, problem: error.message };
    throw error;
  }
}

export function jsonBytes(value: Json): number {
  return Buffer.byteLength(stringifyJson(value), 'utf8');
}

class NotJson extends Error {}

function copy(value: unknown, pointer: string, depth: number): Json {
  if (depth > limits.depth) throw new NotJson(`more than ${limits.depth} levels of nesting`);
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || typeof value === 'bigint')
    return value;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value;
    // So JSON's reader gives numbers with an exponent, or with so many digits, that none can hold them.
    const remedy = Number.isNaN(value) ? '' : '; write it as a text';
    throw new NotJson(`${place(pointer)} is ${value}, which JSON does not have${remedy}`);
  }
  if (Array.isArray(value)) return value.map((item, index) => copy(item, `${pointer}/${index}`, depth + 1));
  if (isJsonObject(value)) return copyObject(value, pointer, depth);
  throw new NotJson(`${place(pointer)} is a ${typeof value}, which JSON does not have`);
}

function copyObject(value: JsonObject, pointer: string, depth: number): JsonObject {
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    const member: unknown = value[key];
    if (key === '__proto__' || member === undefined) continue;
    result[key] = copy(member, `${pointer}/${escapePointer(key)}`, depth + 1);
  }
  return result;
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function place(pointer: string): string {
  return pointer === '' ? 'the value' : pointer;
}
