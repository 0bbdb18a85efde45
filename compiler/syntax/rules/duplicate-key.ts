import type { Path, Range } from '../../diagnostics/diagnostic.ts';
import type { Problem } from '../report.ts';

/** A key stands twice in one mapping. Reported at the second one; the first one counts for everything else. */
export function duplicateKey(key: string, path: Path, range: Range, first: Range): Problem {
  return {
    code: 'duplicate-key',
    message: `The key "${key}" stands twice in this mapping; it was first written on line ${first.start.line.toString()}.`,
    path,
    range,
    hint: 'Remove one of the two.',
  };
}
