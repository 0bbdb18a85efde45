import { mapLeaves, parseJson, stringifyJson } from '../numbers/json-text.ts';
import type { Json, JsonSchema } from '../json.ts';
import type { ErrorUnit } from '../misfits.ts';
import { multiplesAsRanges, multiplesFromRanges } from './multiples-as-ranges.ts';
import { hasBigInt, largeNumbersIn, standInsFor } from './stand-ins.ts';
import type { StandIns } from './stand-ins.ts';

/** What a value does to a schema, in the words of a validator; no errors when it fits. */
export type Check = (value: Json) => readonly ErrorUnit[];

/**
 * A check that takes integers of any size and compares them exactly, on a validator that knows doubles only (`checkWith`). Where neither the schema
 * nor the value has a `bigint` it is that validator's own check.
 */
export function exactCheck(schema: JsonSchema, checkWith: (schema: JsonSchema) => Check): Check {
  const ofSchema = largeNumbersIn(schema);
  const isBigSchema = hasBigInt(ofSchema);
  const withStandIns = (): JsonSchema => standInsFor(ofSchema, []).put(schema) as JsonSchema;
  const schemaOnly = once(() => checkWith(isBigSchema ? withStandIns() : schema));
  return (value) => {
    const ofValue = largeNumbersIn(value);
    if (!isBigSchema && !hasBigInt(ofValue)) return schemaOnly()(value);
    const standIns = standInsFor(ofSchema, ofValue);
    const copy = standIns.put(value);
    if (ofValue.length === 0) return schemaOnly()(copy).map((unit) => withNumbers(unit, standIns.numberOf));
    const ranges = multiplesAsRanges(standIns.put(schema) as JsonSchema, ofValue, standIns);
    const errors = multiplesFromRanges(checkWith(ranges.schema)(copy));
    return errors.map((unit) => withNumbers(unit, ranges.numberOf));
  };
}

/** An error whose sentence has the numbers themselves. */
function withNumbers(unit: ErrorUnit, numberOf: StandIns['numberOf']): ErrorUnit {
  const { keyword, error } = unit;
  if (OF_NUMBERS.has(keyword)) return { ...unit, error: withNumbersIn(error, numberOf) };
  if (keyword !== 'const' && keyword !== 'enum') return unit;
  const [, words = '', json = ''] = /^(Instance does not match (?:any of )?)(.*)\.$/s.exec(error) ?? [];
  return json === '' ? unit : { ...unit, error: `${words}${stringifyJson(numbersOf(parseJson(json), numberOf))}.` };
}

/** The numbers of a text that says nothing else with digits. */
export function withNumbersIn(text: string, numberOf: StandIns['numberOf']): string {
  return text.replace(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g, (digits) => {
    const double = Number(digits);
    const number = numberOf(double);
    return number === double ? digits : String(number);
  });
}

/** A value of a schema with stand-ins, with the numbers themselves. */
export function numbersOf(value: unknown, numberOf: StandIns['numberOf']): unknown {
  return mapLeaves(value, (leaf) => {
    return typeof leaf === 'number' || typeof leaf === 'bigint' ? numberOf(Number(leaf)) : leaf;
  });
}

/** Keywords whose errors name numbers, and no name or text of the schema or the value. */
const OF_NUMBERS = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minContains',
  'maxContains',
  'minProperties',
  'maxProperties',
]);

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
