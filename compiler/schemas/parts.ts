import { isJsonObject, ownProperty } from '../../plan/json.ts';
import type { Json, JsonObject, JsonSchema } from '../../plan/json.ts';

/** Reading a schema as plain data: own properties only, nothing trusted. */

/** A sub-schema under a keyword; `true` is the empty schema, anything else that is no object is none. */
export function subSchema(schema: JsonSchema, keyword: string): JsonSchema | undefined {
  return asSchema(ownProperty(schema, keyword));
}

/** Declared properties, those of `allOf` branches included, in the order of the text. */
export function propertiesOf(schema: JsonSchema): ReadonlyMap<string, JsonSchema> {
  return remembered(properties, schema, readProperties);
}

function readProperties(schema: JsonSchema): Map<string, JsonSchema> {
  const found = new Map<string, JsonSchema>();
  for (const part of allParts(schema)) {
    const properties = ownProperty(part, 'properties');
    if (!isJsonObject(properties)) continue;
    for (const [name, value] of Object.entries(properties)) {
      const property = asSchema(value);
      if (property !== undefined && !found.has(name) && !UNREADABLE.has(name)) found.set(name, property);
    }
  }
  return found;
}

export function propertyOf(schema: JsonSchema, name: string): JsonSchema | undefined {
  return propertiesOf(schema).get(name);
}

export function requiredOf(schema: JsonSchema): ReadonlySet<string> {
  return remembered(required, schema, readRequired);
}

function readRequired(schema: JsonSchema): Set<string> {
  const names = new Set<string>();
  for (const part of allParts(schema)) {
    for (const name of listOf(part, 'required')) if (typeof name === 'string') names.add(name);
  }
  return names;
}

/** Schemas are never changed once they are made, and a definition asks for the same ones hundreds of times. */
const properties = new WeakMap<JsonSchema, ReadonlyMap<string, JsonSchema>>();
const required = new WeakMap<JsonSchema, ReadonlySet<string>>();

function remembered<Value>(
  known: WeakMap<JsonSchema, Value>,
  schema: JsonSchema,
  read: (schema: JsonSchema) => Value,
): Value {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const value = read(schema);
  known.set(schema, value);
  return value;
}

/** `false`: closed; `true`: open by its own word; null: it does not say. */
export function additionalOf(schema: JsonSchema): boolean | null {
  for (const part of allParts(schema)) {
    const said = ownProperty(part, 'additionalProperties') ?? ownProperty(part, 'unevaluatedProperties');
    if (said !== undefined) return said !== false;
    if (ownProperty(part, 'patternProperties') !== undefined) return true;
  }
  return null;
}

/** The sub-schemas listed under `anyOf`, `oneOf` or `allOf`. */
export function branchesOf(schema: JsonSchema, keyword: 'anyOf' | 'oneOf' | 'allOf'): JsonSchema[] {
  return listOf(schema, keyword)
    .map(asSchema)
    .filter((branch) => branch !== undefined);
}

/** The finite values a schema allows (`enum`, `const`), or undefined. */
export function valuesOf(schema: JsonSchema): Json[] | undefined {
  const only = ownProperty(schema, 'const');
  if (only !== undefined) return [only];
  const listed = ownProperty(schema, 'enum');
  return Array.isArray(listed) ? listed : undefined;
}

function listOf(schema: JsonObject, keyword: string): Json[] {
  const value = ownProperty(schema, keyword);
  return Array.isArray(value) ? value : [];
}

function allParts(schema: JsonSchema): JsonSchema[] {
  const branches = ownProperty(schema, 'allOf');
  return Array.isArray(branches) ? [schema, ...branchesOf(schema, 'allOf')] : [schema];
}

function asSchema(value: Json | undefined): JsonSchema | undefined {
  if (value === true) return {};
  if (value === false) return { not: {} };
  return isJsonObject(value) ? value : undefined;
}

const UNREADABLE: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
