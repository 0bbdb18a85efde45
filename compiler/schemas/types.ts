import { ownProperty } from '../../plan/json.ts';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import type { Json, JsonSchema } from '../../plan/json.ts';
import { branchesOf, valuesOf } from './parts.ts';

export type TypeName = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** The types a schema allows, or undefined when that cannot be told. */
export function typesOf(schema: JsonSchema): ReadonlySet<TypeName> | undefined {
  const written = ownProperty(schema, 'type');
  if (typeof written === 'string') return isTypeName(written) ? new Set([written]) : undefined;
  if (Array.isArray(written)) return new Set(written.filter(isTypeName));
  const values = valuesOf(schema);
  if (values !== undefined) return new Set(values.map(typeOfValue));
  return unionOf(schema, 'anyOf') ?? unionOf(schema, 'oneOf') ?? firstOf(schema);
}

export function typeOfValue(value: Json): TypeName {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'bigint') return 'integer';
  return typeof value as 'boolean' | 'string' | 'object';
}

/** Whether a value of type `given` fits where `wanted` are allowed. */
export function fitsType(given: TypeName, wanted: ReadonlySet<TypeName>): boolean {
  return wanted.has(given) || (given === 'integer' && wanted.has('number'));
}

/** Whether null is a possible value; an unknown schema says no. */
export function allowsNull(schema: JsonSchema | undefined): boolean {
  return schema !== undefined && (typesOf(schema)?.has('null') ?? false);
}

/** The same schema with null as one more possible value. */
export function withNull(schema: JsonSchema): JsonSchema {
  if (allowsNull(schema)) return schema;
  const written = ownProperty(schema, 'type');
  const simple = ownProperty(schema, 'enum') === undefined && ownProperty(schema, 'const') === undefined;
  if (typeof written === 'string' && simple) return { ...schema, type: [written, 'null'] };
  if (Array.isArray(written) && simple) return { ...schema, type: [...written, 'null'] };
  return typesOf(schema) === undefined ? schema : { anyOf: [schema, { type: 'null' }] };
}

/** In words, for messages: `a string`, `an integer or null`. */
export function describeTypes(schema: JsonSchema): string {
  const values = valuesOf(schema);
  if (values !== undefined && values.length <= 6) return values.map((value) => stringifyJson(value)).join(' or ');
  const types = typesOf(schema);
  if (types === undefined || types.size === 0) return 'a value';
  return [...types].map((type) => WORDS[type]).join(' or ');
}

const WORDS: Record<TypeName, string> = {
  null: 'null',
  boolean: 'a boolean',
  integer: 'an integer',
  number: 'a number',
  string: 'a string',
  array: 'a list',
  object: 'an object',
};

function isTypeName(name: Json): name is TypeName {
  return typeof name === 'string' && Object.hasOwn(WORDS, name);
}

function unionOf(schema: JsonSchema, keyword: 'anyOf' | 'oneOf'): ReadonlySet<TypeName> | undefined {
  const branches = branchesOf(schema, keyword);
  if (branches.length === 0) return undefined;
  const union = new Set<TypeName>();
  for (const branch of branches) {
    const types = typesOf(branch);
    if (types === undefined) return undefined;
    for (const type of types) union.add(type);
  }
  return union;
}

/** An `allOf` is at least as narrow as each of its branches; one that names types is enough. */
function firstOf(schema: JsonSchema): ReadonlySet<TypeName> | undefined {
  for (const branch of branchesOf(schema, 'allOf')) {
    const types = typesOf(branch);
    if (types !== undefined) return types;
  }
  return ownProperty(schema, 'properties') === undefined ? undefined : new Set<TypeName>(['object']);
}
