import type { Json, JsonObject, JsonSchema } from '../../../plan/json.ts';
import { isJsonObject } from '../../../plan/json.ts';

/** A field as elicitation can show it, with the keywords that it knows; the execution checks the others. Null for any other. */
export function formField(schema: Json): JsonSchema | null {
  if (!isJsonObject(schema)) return null;
  switch (schema['type']) {
    case 'number':
    case 'integer':
      return pick(schema, [...COMMON, 'minimum', 'maximum']);
    case 'boolean':
      return pick(schema, COMMON);
    case 'string':
      return textField(schema);
    case 'array':
      return choicesField(schema);
    default:
      return null;
  }
}

const COMMON = ['type', 'title', 'description', 'default'];
const FORMATS: ReadonlySet<Json | undefined> = new Set(['email', 'uri', 'date', 'date-time']);

/** Free text, or one of several choices: `enum`, with titles as `enumNames`, or `oneOf` constants with titles. */
function textField(schema: JsonObject): JsonSchema {
  if (areTexts(schema['enum']))
    return pick(schema, [...COMMON, 'enum', ...(areTexts(schema['enumNames']) ? ['enumNames'] : [])]);
  if (areTitled(schema['oneOf'])) return pick(schema, [...COMMON, 'oneOf']);
  return pick(schema, [...COMMON, 'minLength', 'maxLength', ...(FORMATS.has(schema['format']) ? ['format'] : [])]);
}

/** Several of several choices. */
function choicesField(schema: JsonObject): JsonSchema | null {
  const { items } = schema;
  if (!isJsonObject(items)) return null;
  const keywords = [...COMMON, 'minItems', 'maxItems'];
  if (areTexts(items['enum'])) return { ...pick(schema, keywords), items: { type: 'string', enum: items['enum'] } };
  if (areTitled(items['anyOf'])) return { ...pick(schema, keywords), items: { anyOf: items['anyOf'] } };
  return null;
}

function areTexts(value: Json | undefined): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
}

function areTitled(value: Json | undefined): value is JsonObject[] {
  const isTitled = (item: Json): boolean =>
    isJsonObject(item) && typeof item['const'] === 'string' && typeof item['title'] === 'string';
  return Array.isArray(value) && value.length > 0 && value.every(isTitled);
}

function pick(schema: JsonObject, keywords: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keywords.includes(keyword)));
}
