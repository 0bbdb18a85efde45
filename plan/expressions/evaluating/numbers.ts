import type { JsonNumber } from '../../numbers/exact-number.ts';
import { integerOf } from '../../numbers/exact-number.ts';
import { Fault } from '../errors.ts';

/**
 * Adds, multiplies and so on. What is beyond 2^53 - 1 cannot be trusted to a double: with a `bigint` the integers are computed exactly, and a
 * fraction beside it makes both the nearest doubles. Throws a Fault for a result that would not be exact.
 */
export function calculate(operator: Arithmetic, left: JsonNumber, right: JsonNumber, what: string, at: number): number {
  if (typeof left === 'number' && typeof right === 'number')
    return checkNumber(ofDoubles(operator, left, right), what, at);
  const [a, b] = [integerOf(left), integerOf(right)];
  const result =
    operator === '/' || a === null || b === null
      ? ofDoubles(operator, Number(left), Number(right))
      : Number(ofIntegers(operator, a, b));
  // An integer that is not safe has a nearest double that is not safe either.
  return checkNumber(result, what, at);
}

export type Arithmetic = '+' | '-' | '*' | '/' | '%';

/**
 * Lets a computed number pass when it is exact enough to be trusted: beyond 2^53 JavaScript's integers have holes.
 * -0 becomes 0, which JSON could not tell apart.
 */
export function checkNumber(value: number, what: string, at: number): number {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value + 0;
  throw new Fault(`${what} gives a number beyond 2^53 - 1, which would not be exact.`, at);
}

function ofDoubles(operator: Arithmetic, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
  }
}

function ofIntegers(operator: Exclude<Arithmetic, '/'>, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '%':
      return left % right;
  }
}
