import type { Path } from '../../diagnostics/diagnostic.ts';
import type { Places } from '../places.ts';
import type { Problem } from '../report.ts';
import { describePath } from '../words/describe.ts';

/** A required key is not there. Reported where its mapping begins. */
export function missingKey(path: Path, key: string, places: Places): Problem {
  return {
    code: 'missing-key',
    message: `The key "${key}" is missing in ${describePath(path)}.`,
    path: [...path, key],
    range: firstLine(places, path),
  };
}

/** The parent's own key; for an item of a list the line on which it begins. */
function firstLine(places: Places, path: Path): Problem['range'] {
  const range = places.of(path, 'key');
  if (range.start.line === range.end.line) return range;
  return { start: range.start, end: { line: range.start.line, column: range.start.column + 1 } };
}
