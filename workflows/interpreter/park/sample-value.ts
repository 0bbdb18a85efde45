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
      return text(bound(schema, 'minLength') ?? 0);
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
function number(schema: JsonSchema, isInteger: boolean): number {
  const least = bound(schema, 'minimum');
  const above = bound(schema, 'exclusiveMinimum');
  const most = bound(schema, 'maximum');
  const below = bound(schema, 'exclusiveMaximum');
  const fits = (value: number): boolean =>
    value >= (least ?? -Infinity) &&
    value > (above ?? -Infinity) &&
    value <= (most ?? Infinity) &&
    value < (below ?? Infinity);
  const candidates = isInteger
    ? [0, Math.ceil(least ?? 0), Math.floor(above ?? 0) + 1, Math.floor(most ?? 0), Math.ceil(below ?? 0) - 1]
    : [0, least ?? 0, (above ?? 0) + 1, most ?? 0, (below ?? 0) - 1, between(least ?? above, most ?? below)];
  return candidates.find(fits) ?? 0;
}

function between(low = 0, high = 0): number {
  return (low + high) / 2;
}

function bound(schema: JsonSchema, keyword: string): number | undefined {
  const value = ownProperty(schema, keyword);
  return typeof value === 'number' ? value : undefined;
}
