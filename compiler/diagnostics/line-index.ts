import type { Position, Range } from './diagnostic.ts';

/** Turns UTF-16 offsets of one text into lines and columns. */
export interface LineIndex {
  position(offset: number): Position;
  range(start: number, end: number): Range;
}

/** Lines end with `\n`; the `\r` of a `\r\n` counts as the last column of its line. */
export function lineIndex(text: string): LineIndex {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const position = (offset: number): Position => {
    const inside = Math.min(Math.max(offset, 0), text.length);
    const line = lastAtMost(starts, inside);
    return { line: line + 1, column: inside - (starts[line] ?? 0) + 1 };
  };
  return { position, range: (start, end) => ({ start: position(start), end: position(Math.max(start, end)) }) };
}

/** Index of the last entry of a sorted list that is not above `limit`. */
function lastAtMost(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
