import { isSameJson } from './equal.ts';
import { additionalOf, branchesOf, propertiesOf, requiredOf, subSchema, valuesOf } from './parts.ts';
import { fitsType, typesOf } from './types.ts';
import type { TypeName } from './types.ts';
import type { JsonSchema } from '../../plan/json.ts';

/** Whether every value of one schema is a value of another. */
export type Compatibility = 'compatible' | 'incompatible' | 'undecidable';

/**
 * LANGUAGE "Binding": the source's types and enum are a subset of the target's, through `items` and `required`. Formats, patterns
 * and ranges are not compared: they are checked on the value before it is sent.
 */
export function compare(source: JsonSchema, target: JsonSchema, depth = 0): Compatibility {
  if (depth > MAX_DEPTH) return 'undecidable';
  if (source === target || isUnconstrained(target)) return 'compatible';
  const sourceChoices = choicesOf(source);
  if (sourceChoices !== null) return all(sourceChoices.map((choice) => compare(choice, target, depth + 1)));
  const targetChoices = choicesOf(target);
  if (targetChoices !== null) return any(targetChoices.map((choice) => compare(source, choice, depth + 1)));
  const targetParts = branchesOf(target, 'allOf');
  const own = compareOwn(source, target, depth);
  return all([own, ...targetParts.map((part) => compare(source, part, depth + 1))]);
}

/** Whether no value at all fits both, null aside: what makes a written argument certainly wrong. */
export function isDisjoint(source: JsonSchema, target: JsonSchema): boolean {
  const sourceTypes = typesOf(source);
  const targetTypes = typesOf(target);
  if (sourceTypes === undefined || targetTypes === undefined) return false;
  const types = [...sourceTypes].filter((type) => type !== 'null' || sourceTypes.size === 1);
  const overlap = types.some(
    (type) => fitsType(type, targetTypes) || (type === 'number' && targetTypes.has('integer')),
  );
  if (!overlap) return true;
  const sourceValues = valuesOf(source);
  const targetValues = valuesOf(target);
  if (sourceValues === undefined || targetValues === undefined) return false;
  return !sourceValues.some((value) => targetValues.some((other) => isSameJson(value, other)));
}

const MAX_DEPTH = 12;

function isUnconstrained(schema: JsonSchema): boolean {
  return !Object.keys(schema).some((key) => CONSTRAINTS.has(key));
}

const CONSTRAINTS: ReadonlySet<string> = new Set(
  [
    'type enum const anyOf oneOf allOf not properties required items additionalProperties $ref if patternProperties'.split(
      ' ',
    ),
  ].flat(),
);

function choicesOf(schema: JsonSchema): JsonSchema[] | null {
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const branches = branchesOf(schema, keyword);
    // A union beside its own `type` only narrows it further; the type is what is compared then.
    if (branches.length > 0 && schema['type'] === undefined) return branches;
  }
  return null;
}

function compareOwn(source: JsonSchema, target: JsonSchema, depth: number): Compatibility {
  const targetValues = valuesOf(target);
  const sourceValues = valuesOf(source);
  if (targetValues !== undefined && sourceValues !== undefined) {
    const every = sourceValues.every((value) => targetValues.some((other) => isSameJson(value, other)));
    return every ? 'compatible' : 'incompatible';
  }
  const sourceTypes = typesOf(source);
  const targetTypes = typesOf(target);
  if (sourceTypes === undefined) return 'undecidable';
  if (targetTypes !== undefined && ![...sourceTypes].every((type) => fitsType(type, targetTypes)))
    return 'incompatible';
  if (targetValues !== undefined) return 'incompatible';
  return compareContents(source, target, sourceTypes, depth);
}

function compareContents(
  source: JsonSchema,
  target: JsonSchema,
  types: ReadonlySet<TypeName>,
  depth: number,
): Compatibility {
  const parts: Compatibility[] = [];
  if (types.has('object')) parts.push(compareObjects(source, target, depth));
  if (types.has('array')) parts.push(compareItems(source, target, depth));
  return all(parts);
}

function compareObjects(source: JsonSchema, target: JsonSchema, depth: number): Compatibility {
  const has = propertiesOf(source);
  const wants = propertiesOf(target);
  const alwaysThere = requiredOf(source);
  const parts: Compatibility[] = [];
  for (const name of requiredOf(target)) {
    if (!alwaysThere.has(name)) parts.push(has.size === 0 ? 'undecidable' : 'incompatible');
  }
  for (const [name, property] of has) {
    const wanted = wants.get(name);
    if (wanted !== undefined) parts.push(compare(property, wanted, depth + 1));
    else if (additionalOf(target) === false) parts.push('incompatible');
  }
  if (has.size === 0 && additionalOf(target) === false && additionalOf(source) !== false) parts.push('undecidable');
  return all(parts);
}

function compareItems(source: JsonSchema, target: JsonSchema, depth: number): Compatibility {
  const wanted = subSchema(target, 'items');
  if (wanted === undefined || isUnconstrained(wanted)) return 'compatible';
  const given = subSchema(source, 'items');
  return given === undefined ? 'undecidable' : compare(given, wanted, depth + 1);
}

function all(parts: Compatibility[]): Compatibility {
  if (parts.includes('incompatible')) return 'incompatible';
  return parts.includes('undecidable') ? 'undecidable' : 'compatible';
}

function any(parts: Compatibility[]): Compatibility {
  if (parts.includes('compatible')) return 'compatible';
  return parts.includes('undecidable') ? 'undecidable' : 'incompatible';
}
