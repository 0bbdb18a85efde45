import { Fault } from '../errors.ts';

/**
 * Lets a computed number pass when it is exact enough to be trusted: beyond 2^53 JavaScript's integers have holes.
 * -0 becomes 0, which JSON could not tell apart.
 */
export function checkNumber(value: number, what: string, at: number): number {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value + 0;
  throw new Fault(`${what} gives a number beyond 2^53 - 1, which would not be exact.`, at);
}
