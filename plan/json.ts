/**
 * Any value that JSON can carry. Everything that enters a plan, an execution's history or a tool call is of this type.
 *
 * An integer beyond ±(2^53 - 1) that was written with all its digits is a `bigint`, and only such an integer is; see numbers/json-text.ts.
 */
export type Json = null | boolean | number | bigint | string | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

/** A JSON Schema (2020-12; MCP also allows draft-07), kept as plain data. */
export type JsonSchema = JsonObject;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads an own property only: nothing that comes from YAML or a tool reaches a prototype. */
export function ownProperty(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
