import type { Json, JsonSchema } from '../../plan/json.ts';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import { isJsonObject, ownProperty } from '../../plan/json.ts';
import type { ValueType } from '../../plan/expressions/values.ts';
import { withArticle } from '../../plan/expressions/values.ts';
import type { TypeName } from '../schemas/types.ts';
import { typeOfValue, typesOf } from '../schemas/types.ts';

/** What is known about a value before it exists; undefined: nothing. */
export type Type = JsonSchema | undefined;

const KINDS: Readonly<Record<TypeName, ValueType>> = {
  null: 'null',
  boolean: 'bool',
  integer: 'number',
  number: 'number',
  string: 'string',
  array: 'list',
  object: 'object',
};

const NAMES: Readonly<Record<ValueType, TypeName>> = {
  null: 'null',
  bool: 'boolean',
  number: 'number',
  string: 'string',
  list: 'array',
  object: 'object',
};

/** The types of the language a value may have, or undefined when that cannot be told. */
export function kindsOf(type: Type): ReadonlySet<ValueType> | undefined {
  const types = type === undefined || Object.hasOwn(type, '$ref') ? undefined : typesOf(type);
  return types === undefined ? undefined : new Set(Array.from(types, (name) => KINDS[name]));
}

export function mayBeNull(type: Type): boolean {
  return kindsOf(type)?.has('null') ?? false;
}

/** Whether a number that the type allows is always whole. */
export function isWhole(type: Type): boolean {
  const types = type === undefined ? undefined : typesOf(type);
  return types !== undefined && types.has('integer') && !types.has('number');
}

export function simpleType(kind: ValueType): JsonSchema {
  return { type: NAMES[kind] };
}

/** The type of a value that is written out. */
export function typeOfLiteral(value: Json): JsonSchema {
  if (Array.isArray(value)) return listOf(value.map(typeOfLiteral));
  if (!isJsonObject(value)) return value === null ? { type: 'null' } : { type: typeOfValue(value), const: value };
  return objectOf(Object.entries(value).map(([key, inner]) => ({ key, type: typeOfLiteral(inner), required: true })));
}

export function listOf(items: readonly Type[]): JsonSchema {
  const item = items.length === 0 ? undefined : items.reduce((left, right) => union(left, right));
  return item === undefined ? { type: 'array' } : { type: 'array', items: item };
}

export function objectOf(entries: readonly { key: string; type: Type; required: boolean }[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(({ key, type }) => [key, type ?? {}])),
    required: entries.filter(({ required }) => required).map(({ key }) => key),
    additionalProperties: false,
  };
}

/** The type of a value that is one or the other. */
export function union(left: Type, right: Type): Type {
  if (left === undefined || right === undefined) return undefined;
  if (stringifyJson(left) === stringifyJson(right)) return left;
  const [some, more] = [plainTypes(left), plainTypes(right)];
  if (some !== undefined && more !== undefined) return { type: [...new Set([...some, ...more])] };
  return { anyOf: [...branches(left), ...branches(right)] };
}

/** The type with null taken out; undefined also when nothing is left. */
export function withoutNull(type: Type): Type {
  if (type === undefined || !mayBeNull(type)) return type;
  const result: JsonSchema = { ...type };
  const written = ownProperty(type, 'type');
  if (Array.isArray(written)) {
    const rest = written.filter((name) => name !== 'null');
    result['type'] = rest.length === 1 ? (rest[0] ?? 'null') : rest;
  }
  const values = ownProperty(type, 'enum');
  if (Array.isArray(values)) result['enum'] = values.filter((value) => value !== null);
  for (const keyword of ['anyOf', 'oneOf']) {
    const alternatives = ownProperty(type, keyword);
    if (!Array.isArray(alternatives)) continue;
    const rest = alternatives.filter(isJsonObject).filter((branch) => !isOnlyNull(branch));
    if (rest.length === 1 && Object.keys(type).length === 1) return withoutNull(rest[0]);
    result[keyword] = rest.map((branch) => withoutNull(branch) ?? {});
  }
  return isOnlyNull(type) ? undefined : result;
}

export function isOnlyNull(type: Type): boolean {
  const kinds = kindsOf(type);
  return kinds !== undefined && kinds.size === 1 && kinds.has('null');
}

/** "a string or null" */
export function describeKinds(kinds: Iterable<ValueType>): string {
  return Array.from(kinds, withArticle).join(' or ');
}

function plainTypes(schema: JsonSchema): Json[] | undefined {
  const keys = Object.keys(schema);
  const written = ownProperty(schema, 'type');
  if (keys.length !== 1 || written === undefined) return undefined;
  return Array.isArray(written) ? written : [written];
}

function branches(schema: JsonSchema): Json[] {
  const alternatives = ownProperty(schema, 'anyOf');
  return Array.isArray(alternatives) && Object.keys(schema).length === 1 ? alternatives : [schema];
}
