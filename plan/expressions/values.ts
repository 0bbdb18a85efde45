import type { Json } from '../json.ts';
import { isJsonNumber, isSameNumber } from '../numbers/exact-number.ts';
import { isJsonObject } from '../json.ts';
import { stringifyJson } from '../numbers/json-text.ts';
import type { Budget } from './budget.ts';
import { charge } from './budget.ts';
import { Fault } from './errors.ts';
import { MAX_VALUE_DEPTH } from './limits.ts';

/** The types of the language, in the words of its messages. Lists and objects are checked no deeper at run time. */
export const VALUE_TYPES = ['null', 'bool', 'number', 'string', 'list', 'object'] as const;

export type ValueType = (typeof VALUE_TYPES)[number];

export function typeOf(value: Json): ValueType {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'bool';
  if (isJsonNumber(value)) return 'number';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? 'list' : 'object';
}

/** "null", "a number", "an object": how a message names a type. */
export function withArticle(type: ValueType): string {
  if (type === 'null') return 'null';
  return type === 'object' ? 'an object' : `a ${type}`;
}

/** Deep equality; values of different types are not equal, which is not an error. */
export function equal(left: Json, right: Json, budget: Budget, at: number): boolean {
  const pairs: [Json, Json][] = [[left, right]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    charge(budget, 1, at);
    const [a, b] = pair;
    if (a === b || (isJsonNumber(a) && isJsonNumber(b) && isSameNumber(a, b))) continue;
    if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) return false;
      charge(budget, a.length, at);
      a.forEach((item, index) => pairs.push([item, b[index] ?? null]));
    } else if (isJsonObject(a) && isJsonObject(b)) {
      const keys = Object.keys(a);
      if (keys.length !== Object.keys(b).length || !keys.every((key) => Object.hasOwn(b, key))) return false;
      charge(budget, keys.length, at);
      keys.forEach((key) => pairs.push([a[key] ?? null, b[key] ?? null]));
    } else {
      return false;
    }
  }
  return true;
}

/**
 * The length of a value's JSON text, counted without building it; stops counting beyond `limit`.
 * Throws a Fault when the value is nested too deeply to be walked by others.
 */
export function jsonLength(value: Json, limit: number, at: number): number {
  let length = 0;
  const stack: { value: Json; depth: number }[] = [{ value, depth: 0 }];
  for (let item = stack.pop(); item !== undefined && length <= limit; item = stack.pop()) {
    const { depth } = item;
    if (depth > MAX_VALUE_DEPTH) throw new Fault(`The value is nested more than ${MAX_VALUE_DEPTH} levels deep.`, at);
    if (Array.isArray(item.value)) {
      length += 2 + Math.max(0, item.value.length - 1);
      if (length <= limit) item.value.forEach((inner) => stack.push({ value: inner, depth: depth + 1 }));
    } else if (isJsonObject(item.value)) {
      const entries = Object.entries(item.value);
      length += 2 + Math.max(0, entries.length - 1);
      for (const [key, inner] of entries) {
        length += textLength(key, limit) + 1;
        stack.push({ value: inner, depth: depth + 1 });
      }
    } else {
      length += typeof item.value === 'string' ? textLength(item.value, limit) : String(item.value).length;
    }
  }
  return length;
}

/** JSON needs at least one character for each, so a longer text need not be escaped to be counted. */
function textLength(text: string, limit: number): number {
  return text.length > limit ? text.length : stringifyJson(text).length;
}
