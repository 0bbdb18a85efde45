import { isJsonNumber, isSameNumber } from '../../plan/numbers/exact-number.ts';
import { isJsonObject } from '../../plan/json.ts';
import type { Json } from '../../plan/json.ts';

/** Whether two JSON values are the same; the order of keys does not count. */
export function isSameJson(a: Json, b: Json): boolean {
  if (a === b || (isJsonNumber(a) && isJsonNumber(b) && isSameNumber(a, b))) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => isSameJson(item, b[at] ?? null));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && isSameJson(a[key] ?? null, b[key] ?? null));
}
