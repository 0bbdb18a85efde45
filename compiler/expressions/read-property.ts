import type { Node } from '../../plan/expressions/ast.ts';
import type { JsonSchema } from '../../plan/json.ts';
import { isJsonObject, ownProperty } from '../../plan/json.ts';
import { additionalOf, branchesOf, propertiesOf, requiredOf } from '../schemas/parts.ts';
import { didYouMean } from '../suggest.ts';
import type { Context } from './context.ts';
import { placeOf } from './context.ts';
import { chainKey } from './non-null.ts';
import type { Type } from './value-type.ts';
import { kindsOf, union } from './value-type.ts';

/** Keywords with which a schema can allow properties in ways that are not followed here. */
const UNFOLLOWED = ['$ref', '$dynamicRef', 'if', 'dependentSchemas', 'patternProperties', 'propertyNames'];

/** The type of a property; one that no alternative of the schema declares is an unknown-reference. */
export function readProperty(node: Node, base: Node, name: string, of: Type, context: Context): Type {
  if (of === undefined) return undefined;
  const alternatives = alternativesOf(of).filter((alternative) => kindsOf(alternative)?.has('object') ?? true);
  const found = alternatives.map((alternative) => lookUp(alternative, name));
  const declared = found.filter((result) => result !== 'undeclared');
  if (declared.length > 0 || found.length === 0) {
    const types = found.map((result) =>
      result === 'undeclared' ? ({ type: 'null' } satisfies JsonSchema) : result.type,
    );
    return types.length === 0 ? undefined : types.reduce((left, right) => union(left, right));
  }
  if (!context.unchecked) reportUnknown(node, base, name, alternatives, context);
  return undefined;
}

function alternativesOf(schema: JsonSchema): JsonSchema[] {
  const branches = [...branchesOf(schema, 'anyOf'), ...branchesOf(schema, 'oneOf')];
  if (branches.length === 0) return [schema];
  // Branches that only add conditions to declared properties are not alternatives of their own.
  return Object.hasOwn(schema, 'properties') ? [{}] : branches.flatMap(alternativesOf);
}

function lookUp(schema: JsonSchema, name: string): { type: Type } | 'undeclared' {
  const declared = propertiesOf(schema).get(name);
  if (declared !== undefined) {
    return {
      type: requiredOf(schema).has(name) ? declaredType(declared) : union(declaredType(declared), { type: 'null' }),
    };
  }
  if (UNFOLLOWED.some((keyword) => Object.hasOwn(schema, keyword))) return { type: undefined };
  const additional = ownProperty(schema, 'additionalProperties');
  if (isJsonObject(additional)) return { type: union(declaredType(additional), { type: 'null' }) };
  const saysOpen = additionalOf(schema);
  if (saysOpen !== null) return saysOpen ? { type: undefined } : 'undeclared';
  return propertiesOf(schema).size === 0 && !Object.hasOwn(schema, 'properties') ? { type: undefined } : 'undeclared';
}

/** A schema that says nothing, or points elsewhere, is no knowledge. */
function declaredType(schema: JsonSchema): Type {
  return kindsOf(schema) === undefined ? undefined : schema;
}

function reportUnknown(node: Node, base: Node, name: string, schemas: readonly JsonSchema[], context: Context): void {
  const names = schemas.flatMap((schema) => [...propertiesOf(schema).keys()]);
  const guess = didYouMean(name, names);
  const owner = chainKey(base);
  const where = owner === undefined ? 'The object' : `"${owner}"`;
  const question = guess === undefined ? '' : ` Did you mean "${guess}"?`;
  const hint = names.length > 0 ? `declared: ${names.slice(0, 12).join(', ')}` : 'dyn(…) reads without this check';
  context.report({
    code: 'unknown-reference',
    severity: 'error',
    message: `${where} has no property "${name}".${question}`,
    ...placeOf(node),
    hint,
  });
}
