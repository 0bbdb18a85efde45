import {
  compareNumbers,
  fromInteger,
  integerOf,
  isJsonNumber,
  type JsonNumber,
} from '../../../plan/numbers/exact-number.ts';
import { isJsonObject, ownProperty, type Json, type JsonSchema } from '../../../plan/json.ts';

/** A value that stands for what a person has to fill in, and that the schema takes wherever that is easily seen. */
export function sampleValue(schema: Json | undefined): Json {
  if (!isJsonObject(schema)) return text(0);
  const fixed = ownProperty(schema, 'const');
  if (fixed !== undefined) return fixed;
  const choices = ownProperty(schema, 'enum');
  if (Array.isArray(choices) && choices[0] !== undefined) return choices[0];
  switch (typeOf(schema)) {
    case 'number':
      return number(schema, false);
    case 'integer':
      return number(schema, true);
    case 'boolean':
      return true;
    case 'array':
      return [];
    case 'object':
      return {};
    default:
      return text(Number(bound(schema, 'minLength') ?? 0));
  }
}

/** Of several types the first one. */
function typeOf(schema: JsonSchema): Json | undefined {
  const type = ownProperty(schema, 'type');
  return Array.isArray(type) ? type[0] : type;
}

/** As long as it must be; longer than a line is of no use to anybody. */
function text(minLength: number): string {
  return '…'.repeat(Math.min(Math.max(minLength, 1), LONGEST));
}

const LONGEST = 100;

/** 0, or else what lies nearest to a limit. */
function number(schema: JsonSchema, isInteger: boolean): JsonNumber {
  const least = bound(schema, 'minimum');
  const above = bound(schema, 'exclusiveMinimum');
  const most = bound(schema, 'maximum');
  const below = bound(schema, 'exclusiveMaximum');
  const fits = (value: JsonNumber): boolean =>
    (least === undefined || compareNumbers(value, least) >= 0) &&
    (above === undefined || compareNumbers(value, above) > 0) &&
    (most === undefined || compareNumbers(value, most) <= 0) &&
    (below === undefined || compareNumbers(value, below) < 0);
  const candidates = isInteger
    ? [0, ceil(least), next(floor(above), 1), floor(most), next(ceil(below), -1)]
    : [0, least ?? 0, next(above ?? 0, 1), most ?? 0, next(below ?? 0, -1), between(least ?? above, most ?? below)];
  return candidates.find(fits) ?? 0;
}

function ceil(value: JsonNumber = 0): JsonNumber {
  return typeof value === 'bigint' ? value : Math.ceil(value);
}

function floor(value: JsonNumber = 0): JsonNumber {
  return typeof value === 'bigint' ? value : Math.floor(value);
}

/** From 2^53 on doubles have holes. */
function next(value: JsonNumber, by: 1 | -1): JsonNumber {
  const whole = typeof value === 'bigint' || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? integerOf(value) : null;
  return whole === null ? Number(value) + by : fromInteger(whole + BigInt(by));
}

function between(low: JsonNumber = 0, high: JsonNumber = 0): number {
  return (Number(low) + Number(high)) / 2;
}

function bound(schema: JsonSchema, keyword: string): JsonNumber | undefined {
  const value = ownProperty(schema, keyword);
  return isJsonNumber(value) ? value : undefined;
}
