import { isJsonObject } from '../../plan/json.ts';
import type { Json, JsonSchema } from '../../plan/json.ts';

/**
 * The schema without its regular expressions. An input schema is checked by JavaScript's engine, in the workflow too, where a
 * pattern of an untrusted server could hang every start; the call itself is checked against all of it, in linear time.
 */
export function withoutPatterns(schema: JsonSchema): JsonSchema {
  const kept: JsonSchema = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'pattern' || keyword === 'patternProperties') continue;
    kept[keyword] = stripKeyword(keyword, value);
  }
  return kept;
}

function stripKeyword(keyword: string, value: Json): Json {
  if (NAMED.has(keyword) && isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, stripSchema(schema)]));
  }
  if (LISTED.has(keyword) && Array.isArray(value)) return value.map(stripSchema);
  return SINGLE.has(keyword) ? stripSchema(value) : value;
}

function stripSchema(value: Json): Json {
  return isJsonObject(value) ? withoutPatterns(value) : value;
}

const NAMED = new Set(['properties', '$defs', 'definitions', 'dependentSchemas']);
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
