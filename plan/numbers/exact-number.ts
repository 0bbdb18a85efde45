/**
 * Comparing numbers when some of them are integers beyond ±(2^53 - 1). A `number` of that size stands for the decimal that JSON writes for it,
 * because that is what it becomes on its way through a history.
 */

/** A number as JSON carries it; a `bigint` is always beyond ±(2^53 - 1). */
export type JsonNumber = number | bigint;

export function isJsonNumber(value: unknown): value is JsonNumber {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Negative, zero or positive, as for `sort`. */
export function compareNumbers(left: JsonNumber, right: JsonNumber): number {
  if (typeof left === 'number' && typeof right === 'number') return left < right ? -1 : left > right ? 1 : 0;
  const [a, b] = [comparable(left), comparable(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

export function isSameNumber(left: JsonNumber, right: JsonNumber): boolean {
  return left === right || (typeof left !== typeof right && compareNumbers(left, right) === 0);
}

/** The integer that a number stands for, or null when it has a fraction or is none. */
export function integerOf(value: JsonNumber): bigint | null {
  if (typeof value === 'bigint') return value;
  if (!Number.isInteger(value)) return null;
  if (Number.isSafeInteger(value)) return BigInt(value);
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return BigInt(`${whole}${fraction}`) * 10n ** BigInt(Number(exponent) - fraction.length);
}

/** An integer as values carry it: a `bigint` only beyond ±(2^53 - 1). */
export function fromInteger(value: bigint): JsonNumber {
  const nearest = Number(value);
  return Number.isSafeInteger(nearest) ? nearest : value;
}

/** Below 2^53 a double is exact, and JavaScript compares it with a `bigint` exactly. */
function comparable(value: JsonNumber): JsonNumber {
  return typeof value === 'bigint' || Number.isSafeInteger(value) ? value : (integerOf(value) ?? value);
}
