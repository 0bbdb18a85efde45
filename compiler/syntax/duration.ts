/** `500ms 30s 5m 2h 7d` → milliseconds, or null when the text is no duration. At most ten years. */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text);
  if (match === null) return null;
  const milliseconds = Number(match[1]) * (UNITS.get(match[2] ?? '') ?? NaN);
  return milliseconds <= LONGEST_MS ? milliseconds : null;
}

/** The same for a key that may be left out, whose text the syntax has checked; null when there is none. */
export function milliseconds(text: string | undefined): number | null {
  return text === undefined ? null : parseDuration(text);
}

export const DURATION = /^([1-9][0-9]*)(ms|s|m|h|d)$/;

const UNITS = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const LONGEST_MS = 3_650 * 86_400_000;
