import { isJsonObject } from '../../../plan/json.ts';
import type { Json, JsonSchema } from '../../../plan/json.ts';

/** A copy of a schema without a keyword, wherever its value is a text; a property of that name stays. */
export function withoutKeyword(schema: JsonSchema, keyword: string): JsonSchema {
  return withoutTexts(schema, keyword) as JsonSchema;
}

function withoutTexts(value: Json, keyword: string): Json {
  if (Array.isArray(value)) return value.map((item) => withoutTexts(item, keyword));
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([key, item]) => key !== keyword || typeof item !== 'string');
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutTexts(item, keyword)]));
}
