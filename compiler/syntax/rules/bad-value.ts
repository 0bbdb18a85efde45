import { MAX_INTEGER_DIGITS } from '../../../plan/expressions/limits.ts';
import type { Json } from '../../../plan/json.ts';
import type { Path, Range } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../suggest.ts';
import type { Places } from '../places.ts';
import type { Problem } from '../report.ts';
import { capitalised, describePath, describeValue } from '../words/describe.ts';

/** The right kind of value, but out of range, not in the list, or of the wrong pattern. `expected` is what it must be. */
export function badValue(path: Path, value: Json | undefined, expected: string, places: Places): Problem {
  return {
    code: 'bad-value',
    message: `${capitalised(describePath(path))} must be ${expected}${isCollection(value) ? '' : `, not ${describeValue(value)}`}.`,
    path,
    range: places.of(path),
  };
}

/** Not one of a closed list of words. */
export function badChoice(path: Path, value: Json | undefined, choices: readonly string[], places: Places): Problem {
  const near = typeof value === 'string' ? didYouMean(value, choices) : undefined;
  const problem = badValue(path, value, inWords(choices), places);
  return near === undefined ? problem : { ...problem, message: `${problem.message} Did you mean "${near}"?` };
}

/** A key of an open mapping that has the wrong pattern. */
export function badKey(path: Path, expected: string, places: Places): Problem {
  return {
    code: 'bad-value',
    message: `The key ${describePath(path)} must be ${expected}.`,
    path,
    range: places.of(path, 'key'),
  };
}

/**
 * `.nan` and `.inf` are YAML but not JSON. A decimal as large as 1e20 is an integer for everybody who reads it and is not known to its last
 * digit; written with all its digits it is.
 */
export function jsonNumber(value: unknown, path: Path, range: Range): Problem | null {
  const what = capitalised(describePath(path));
  const problem = (message: string, hint?: string): Problem => ({ code: 'bad-value', message, path, range, hint });
  if (typeof value === 'bigint') {
    if (value < TOO_LARGE && value > -TOO_LARGE) return null;
    return problem(`${what} is an integer of more than ${MAX_INTEGER_DIGITS.toString()} digits.`, IN_QUOTES);
  }
  if (typeof value !== 'number' || !Number.isFinite(value))
    return problem(`${what} is not a number that JSON can hold.`);
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return null;
  return problem(
    `${what} is beyond 2^53 and not written as an integer, so it would lose digits.`,
    'Write all its digits, without a point or an exponent.',
  );
}

const TOO_LARGE = 10n ** BigInt(MAX_INTEGER_DIGITS);
const IN_QUOTES = 'Write it in quotes, as a text.';

function isCollection(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null;
}

function inWords(choices: readonly string[]): string {
  if (choices.length === 1) return `"${choices.join('')}"`;
  return `"${choices.slice(0, -1).join('", "')}" or "${choices.at(-1) ?? ''}"`;
}
