import { isJsonNumber } from '../../../plan/numbers/exact-number.ts';
import type { Json } from '../../../plan/json.ts';
import type { Path, Range } from '../../diagnostics/diagnostic.ts';
import type { Places } from '../places.ts';
import type { Problem } from '../report.ts';
import { capitalised, describePath, describeValue } from '../words/describe.ts';

/** A value of the wrong kind: text where a list is needed. `expected` is what it must be, with its article. */
export function wrongType(path: Path, value: Json | undefined, expected: string, places: Places): Problem {
  return {
    code: 'wrong-type',
    message: `${capitalised(describePath(path))} must be ${expected}, ${value === null ? 'but nothing is written after it' : `not ${describeValue(value)}`}.`,
    path,
    range: value === null ? places.of(path, 'key') : places.of(path),
    hint: remedy(value, expected),
  };
}

/** A key of a mapping that is a list, a mapping or nothing. */
export function keyIsNoText(path: Path, range: Range): Problem {
  return {
    code: 'wrong-type',
    message: 'A key must be a text.',
    path,
    range,
    hint: 'An expression as a value must be quoted here.',
  };
}

function remedy(value: Json | undefined, expected: string): string | undefined {
  if (expected.startsWith('true or false') && typeof value === 'string') {
    const meant = /^(yes|on|y)$/i.test(value)
      ? 'true'
      : /^(no|off|n)$/i.test(value)
        ? 'false'
        : value === 'true' || value === 'false'
          ? value
          : null;
    return meant === null ? undefined : `Write ${meant}, without quotes.`;
  }
  if (expected.startsWith('a list') && typeof value === 'string') return `Write [${value}].`;
  if (expected.startsWith('a text') && (isJsonNumber(value) || typeof value === 'boolean'))
    return `Write "${value.toString()}", in quotes.`;
  if (expected.startsWith('a duration') && typeof value === 'number') return `Add the unit: ${value.toString()}s.`;
  if (/number/.test(expected) && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
    return 'Remove the quotes.';
  return undefined;
}
