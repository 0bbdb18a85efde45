import type { Json, JsonObject } from '../../../plan/json.ts';

/** A message without the optional fields that were not given: history keeps what was said, and nothing else. */
export function withoutAbsent(fields: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}
