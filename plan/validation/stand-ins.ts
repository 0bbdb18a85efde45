import { compareNumbers, isSameNumber } from '../numbers/exact-number.ts';
import type { JsonNumber } from '../numbers/exact-number.ts';
import { mapLeaves } from '../numbers/json-text.ts';
import { isJsonObject } from '../json.ts';
import type { Json } from '../json.ts';

/**
 * Validators of JSON Schema know doubles only. Numbers beyond ±(2^53 - 1), in a schema and in a value, get doubles that stand for them: equal ones
 * for equal numbers, and in the same order among each other and against all other numbers. So everything that compares stays true; only what
 * calculates with them (`multipleOf`) has to ask for the number itself.
 */
export interface StandIns {
  /** A copy with stand-ins; the value itself when it has no such number. */
  put: (value: Json) => Json;
  /** The number that a double in such a copy stands for; another double is itself. */
  numberOf: (double: number) => JsonNumber;
}

/**
 * Stand-ins for the numbers of a schema and of one value. Those of the schema are the same whatever the value has, so that what is made of the
 * schema can be kept.
 */
export function standInsFor(ofSchema: readonly JsonNumber[], ofValue: readonly JsonNumber[]): StandIns {
  const fixed = magnitudes(ofSchema);
  const doubles = new Map<JsonNumber, number>();
  const numbers = new Map<number, JsonNumber>();
  let reached = 0;
  let rank = 0;
  let before: JsonNumber | null = null;
  for (const magnitude of magnitudes([...ofSchema, ...ofValue])) {
    while (reached < fixed.length && compareNumbers(fixed[reached] ?? 0, magnitude) <= 0) {
      reached += 1;
      rank = 0;
    }
    const isFixed = reached > 0 && isSameNumber(fixed[reached - 1] ?? 0, magnitude);
    if (!isFixed && (before === null || !isSameNumber(before, magnitude))) rank += 1;
    const double = FIRST + STEP * (reached * MOST_BETWEEN + rank);
    doubles.set(magnitude, double);
    numbers.set(double, magnitude).set(-double, -magnitude);
    before = magnitude;
  }
  const standIn = (number: JsonNumber): number => {
    const double = doubles.get(magnitudeOf(number)) ?? Number(number);
    return number < 0 ? -double : double;
  };
  return {
    put: (value) => mapLeaves(value, (leaf) => (isLarge(leaf) ? standIn(leaf) : leaf)) as Json,
    numberOf: (double) => numbers.get(double) ?? double,
  };
}

/** Every number beyond ±(2^53 - 1) in a value, as often as it stands there. Goes down without calling itself: a value may be deep. */
export function largeNumbersIn(value: Json): JsonNumber[] {
  const found: JsonNumber[] = [];
  const open: unknown[] = [value];
  for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
    if (isLarge(next)) found.push(next);
    else if (Array.isArray(next)) for (const item of next as unknown[]) open.push(item);
    else if (isJsonObject(next)) for (const key of Object.keys(next)) open.push(next[key]);
  }
  return found;
}

/** Only with one of these among the numbers do doubles not do. */
export function hasBigInt(numbers: readonly JsonNumber[]): boolean {
  return numbers.some((number) => typeof number === 'bigint');
}

/** Integers of 16 digits, which every validator takes for integers, prints as they are, and which no schema asks for by itself. */
const FIRST = Number.MAX_SAFE_INTEGER + 1;
const STEP = 2;
/** More numbers than a value of the largest size can have between two numbers of its schema. */
const MOST_BETWEEN = 2 ** 24;

function isLarge(leaf: unknown): leaf is JsonNumber {
  return typeof leaf === 'bigint' || (Number.isInteger(leaf) && !Number.isSafeInteger(leaf));
}

/** In their order. A number and a `bigint` that are equal both stand there. */
function magnitudes(numbers: readonly JsonNumber[]): JsonNumber[] {
  return [...new Set(numbers.map(magnitudeOf))].sort(compareNumbers);
}

function magnitudeOf(number: JsonNumber): JsonNumber {
  return number < 0 ? -number : number;
}
