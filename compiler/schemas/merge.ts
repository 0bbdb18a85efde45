import type { JsonSchema } from '../../plan/json.ts';
import { compare, isDisjoint } from './compatibility.ts';

/** The schema of values that fit both, or null when there is none. The narrower one is taken as it stands. */
export function mergeSchemas(a: JsonSchema, b: JsonSchema): JsonSchema | null {
  if (isUnknown(a)) return { ...b, ...a };
  if (isUnknown(b)) return a;
  if (compare(a, b) === 'compatible') return a;
  if (compare(b, a) === 'compatible') return b;
  return isDisjoint(a, b) ? null : { allOf: [a, b] };
}

function isUnknown(schema: JsonSchema): boolean {
  return Object.keys(schema).every((key) => key === 'description' || key === 'title');
}
