import { isJsonObject, ownProperty } from '../../plan/json.ts';
import type { Json, JsonSchema } from '../../plan/json.ts';

/**
 * A written input schema as it is meant: an object, closed at every level that declares properties and does not say otherwise
 * (LANGUAGE "Expressions": input schemas are closed), so that a misspelt field of a start is refused and not ignored.
 */
export function closeInput(schema: JsonSchema): JsonSchema {
  return { ...closeSchema(schema, 0), type: 'object' };
}

const MAX_DEPTH = 32;
const SPEAKS_FOR_ITSELF = [
  'additionalProperties',
  'unevaluatedProperties',
  'patternProperties',
  'allOf',
  'anyOf',
  'oneOf',
  'if',
  '$ref',
];

function closeSchema(schema: JsonSchema, depth: number): JsonSchema {
  if (depth > MAX_DEPTH) return schema;
  const closed: JsonSchema = { ...schema };
  const properties = ownProperty(schema, 'properties');
  if (isJsonObject(properties)) {
    closed['properties'] = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, closePart(property, depth)]),
    );
    if (!SPEAKS_FOR_ITSELF.some((key) => Object.hasOwn(schema, key))) closed['additionalProperties'] = false;
  }
  const items = ownProperty(schema, 'items');
  if (items !== undefined) closed['items'] = closePart(items, depth);
  return closed;
}

function closePart(value: Json, depth: number): Json {
  return isJsonObject(value) ? closeSchema(value, depth + 1) : value;
}
