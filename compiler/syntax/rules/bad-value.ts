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

/** `.nan` and `.inf` are YAML but not JSON; an integer that a JavaScript number cannot hold would silently become another one. */
export function jsonNumber(value: unknown, path: Path, range: Range): Problem | null {
  if (typeof value === 'number' && Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)))
    return null;
  const isFinite = typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value));
  return {
    code: 'bad-value',
    message: isFinite
      ? `${capitalised(describePath(path))} is an integer beyond 2^53, which would lose digits.`
      : `${capitalised(describePath(path))} is not a number that JSON can hold.`,
    path,
    range,
    hint: isFinite ? 'Write it in quotes, as a text.' : undefined,
  };
}

function isCollection(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null;
}

function inWords(choices: readonly string[]): string {
  if (choices.length === 1) return `"${choices.join('')}"`;
  return `"${choices.slice(0, -1).join('", "')}" or "${choices.at(-1) ?? ''}"`;
}
