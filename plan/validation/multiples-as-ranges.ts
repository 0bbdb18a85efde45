import type { JsonNumber } from '../numbers/exact-number.ts';
import { isJsonObject } from '../json.ts';
import type { Json, JsonSchema } from '../json.ts';
import type { ErrorUnit } from '../misfits.ts';
import { isMultipleOf } from './is-multiple-of.ts';
import type { StandIns } from './stand-ins.ts';

/** A schema whose every `multipleOf` asks in which range a stand-in lies, and what the numbers in its errors stand for. */
export interface Ranges {
  schema: JsonSchema;
  numberOf: StandIns['numberOf'];
}

/**
 * For a validator that calculates with stand-ins: the ranges are those of the large numbers of one value, which are multiples or are none. The
 * schema, which has stand-ins, is itself when nothing in it says `multipleOf`.
 */
export function multiplesAsRanges(schema: JsonSchema, large: readonly JsonNumber[], standIns: StandIns): Ranges {
  const doubles = [...new Set(large.map((number) => standIns.put(number) as number))].sort((one, two) => one - two);
  const trees = new Map<number, JsonSchema>();
  const divisors = new Map<number, JsonNumber>();
  const treeFor = (divisor: number): JsonSchema => {
    const known = trees.get(divisor);
    if (known !== undefined) return known;
    const number = standIns.numberOf(divisor);
    const none = BEYOND_STAND_INS * (divisors.size + 1);
    divisors.set(none, number);
    const tree = treeOf(rangesOf(doubles, divisor, none, (double) => isMultipleOf(standIns.numberOf(double), number)));
    trees.set(divisor, { if: { type: 'number' }, then: tree });
    return treeFor(divisor);
  };
  return {
    schema: inSubschemas(schema, treeFor),
    numberOf: (double) => divisors.get(double) ?? standIns.numberOf(double),
  };
}

/** The errors as if the validator had obeyed each `multipleOf` itself. */
export function multiplesFromRanges(errors: readonly ErrorUnit[]): ErrorUnit[] {
  const read: ErrorUnit[] = [];
  for (const unit of errors) {
    const [, schema, path = ''] = IN_TREE.exec(unit.keywordLocation) ?? [];
    // Each `if` on the way has said in front of it that the value does not fit.
    if (schema !== undefined) read.splice(read.length - (path.split('/').length - 1));
    read.push(schema === undefined ? unit : { ...unit, keywordLocation: `${schema}/multipleOf` });
  }
  return read;
}

const IN_TREE = /^(.*)\/allOf\/\d+((?:\/then|\/else)+)\/multipleOf$/s;

/** No stand-in is a multiple of these, which the validator sees as their divisors: one for each divisor of the schema. */
const BEYOND_STAND_INS = 2 ** 60;

/** All numbers of the value up to here are answered by this schema. */
interface Range {
  upTo: number;
  schema: JsonSchema | boolean;
}

function rangesOf(
  doubles: readonly number[],
  divisor: number,
  none: number,
  isMultiple: (double: number) => boolean,
): Range[] {
  const ranges: Range[] = [];
  const add = (double: number): void => {
    const isGood = isMultiple(double);
    const last = ranges.at(-1);
    if (last?.schema === isGood) last.upTo = double;
    else ranges.push({ upTo: double, schema: isGood });
  };
  const positive = doubles.findIndex((double) => double > 0);
  const firstPositive = positive === -1 ? doubles.length : positive;
  doubles.slice(0, firstPositive).forEach(add);
  // The validator calculates with all others.
  ranges.push({ upTo: Number.MAX_SAFE_INTEGER, schema: { multipleOf: divisor } });
  doubles.slice(firstPositive).forEach(add);
  return ranges.map(({ upTo, schema }) => ({ upTo, schema: schema === false ? { multipleOf: none } : schema }));
}

/** A tree, since a schema with a list of ranges would be gone through for every number. */
function treeOf(ranges: readonly Range[]): JsonSchema | boolean {
  const [first, ...others] = ranges;
  if (first === undefined || others.length === 0) return first?.schema ?? true;
  const half = ranges.length >> 1;
  const left = ranges.slice(0, half);
  return { if: { maximum: left.at(-1)?.upTo ?? 0 }, then: treeOf(left), else: treeOf(ranges.slice(half)) };
}

/** Puts a schema in the place of each `multipleOf`. Goes wherever a subschema can stand, and not into values. */
function inSubschemas(schema: JsonSchema, treeFor: (divisor: number) => JsonSchema): JsonSchema {
  const inside = (member: Json): Json => {
    if (Array.isArray(member)) return mapped(member, inside);
    return isJsonObject(member) ? inSubschemas(member, treeFor) : member;
  };
  let changed = schema;
  for (const [key, member] of Object.entries(schema)) {
    if (VALUES.has(key)) continue;
    const other = NAMED.has(key) && isJsonObject(member) ? mappedMembers(member, inside) : inside(member);
    if (other !== member) changed = { ...changed, [key]: other };
  }
  const { multipleOf, allOf = [], ...rest } = changed;
  if (typeof multipleOf !== 'number' || !Array.isArray(allOf)) return changed;
  return { ...rest, allOf: [...allOf, treeFor(multipleOf)] };
}

/** Keywords whose objects are no schemas. */
const VALUES = new Set(['const', 'enum', 'default', 'examples']);
/** Keywords with schemas by names, which may be those of keywords. */
const NAMED = new Set(['$defs', 'definitions', 'properties', 'patternProperties', 'dependentSchemas', 'dependencies']);

function mapped(items: Json[], change: (item: Json) => Json): Json[] {
  const others = items.map(change);
  return others.some((item, index) => item !== items[index]) ? others : items;
}

function mappedMembers(members: Record<string, Json>, change: (member: Json) => Json): Json {
  const others = Object.entries(members).map(([key, member]): [string, Json] => [key, change(member)]);
  return others.some(([key, member]) => member !== members[key]) ? Object.fromEntries(others) : members;
}
