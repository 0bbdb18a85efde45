import { isJsonObject } from '../../plan/json.ts';
import type { Json, JsonSchema } from '../../plan/json.ts';

/** The schema without these keywords, wherever a schema stands in it; properties that are called like one stay. */
export function withoutKeywords(schema: JsonSchema, keywords: ReadonlySet<string>): JsonSchema {
  const kept: JsonSchema = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (!keywords.has(keyword)) kept[keyword] = stripKeyword(keyword, value, keywords);
  }
  return kept;
}

function stripKeyword(keyword: string, value: Json, keywords: ReadonlySet<string>): Json {
  const strip = (below: Json): Json => (isJsonObject(below) ? withoutKeywords(below, keywords) : below);
  if (NAMED.has(keyword) && isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, strip(schema)]));
  }
  if (LISTED.has(keyword) && Array.isArray(value)) return value.map(strip);
  return SINGLE.has(keyword) ? strip(value) : value;
}

const NAMED = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);
const LISTED = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items']);
const SINGLE = new Set([
  'items',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
]);
