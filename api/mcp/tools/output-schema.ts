import type { Json, JsonObject, JsonSchema } from '../../../plan/json.ts';
import { isJsonObject } from '../../../plan/json.ts';
import { FAILURE_SCHEMA } from '../answers/failed.ts';
import { HANDLE_SCHEMA } from '../answers/handle.ts';
import { withoutKeyword } from './without-keyword.ts';

/**
 * Schema of a tool's `structuredContent`: the definition's output, or the handle of an execution that has not ended, or a failure.
 * All three must be named, because clients refuse a result that does not fit what was listed, some of them also an error. Undefined
 * where nothing is known of the output, or where its schema cannot stand inside another one: a client that cannot read one schema
 * refuses the whole list.
 */
export function outputSchemaOf(output: JsonSchema | null): ({ type: 'object' } & JsonSchema) | undefined {
  if (output === null) return undefined;
  const { $id: _id, $defs, definitions, ...schema } = withoutDialects(output);
  const moved = { ...($defs === undefined ? {} : { $defs }), ...(definitions === undefined ? {} : { definitions }) };
  if (!canStandInside(schema, moved)) return undefined;
  return { type: 'object', anyOf: [...outputs(schema), HANDLE_SCHEMA, FAILURE_SCHEMA], ...moved };
}

/** An output that is no object is given as `result` of one: that is all the legacy era can carry. */
export function asObject(output: Json): JsonObject {
  return isJsonObject(output) ? output : { result: output };
}

function outputs(schema: JsonSchema): JsonSchema[] {
  if (schema['type'] === 'object') return [schema];
  return [schema, { type: 'object', properties: { result: schema }, required: ['result'] }];
}

/** Schemas of tools say which draft they are written in, each for itself; inside another one that is no place for it. */
function withoutDialects(schema: JsonSchema): JsonSchema {
  return withoutKeyword(schema, '$schema');
}

/** Definitions move to the root of the new schema, so references to them stay right; all others would not. */
function canStandInside(schema: JsonSchema, moved: JsonSchema): boolean {
  const known = Object.entries(moved).flatMap(([keyword, of]) =>
    isJsonObject(of) ? Object.keys(of).map((name) => `#/${keyword}/${name}`) : [],
  );
  return everyKeyword([schema, moved], (keyword, value) => {
    if (keyword === '$ref') return known.includes(value);
    return !BASES.has(keyword);
  });
}

const BASES: ReadonlySet<string> = new Set(['$id', '$dynamicRef', '$recursiveRef', '$anchor', '$dynamicAnchor']);

/** Every keyword with a text as its value, wherever it stands. */
function everyKeyword(value: Json, fits: (keyword: string, value: string) => boolean): boolean {
  if (Array.isArray(value)) return value.every((item) => everyKeyword(item, fits));
  if (!isJsonObject(value)) return true;
  return Object.entries(value).every(([key, item]) =>
    typeof item === 'string' ? fits(key, item) : everyKeyword(item, fits),
  );
}
