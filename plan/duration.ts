/** A time in people's words: `41 ms`, `1.2 s`, `4 s`, `2 min 5 s`, `3 h 20 min`, `2 d 4 h`. Exact below a minute to a tenth of a second. */
export function inWords(ms: number): string {
  if (ms < 999.5) return `${Math.max(0, Math.round(ms))} ms`;
  const tenths = Math.round(ms / 100);
  if (tenths < 600) return `${tenths / 10} s`;
  const seconds = Math.floor(tenths / 10);
  if (seconds < 3_600) return twoUnits(seconds, 60, 'min', 's');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60) return twoUnits(minutes, 60, 'h', 'min');
  return twoUnits(Math.floor(minutes / 60), 24, 'd', 'h');
}

function twoUnits(amount: number, size: number, unit: string, smaller: string): string {
  const rest = amount % size;
  const whole = `${Math.floor(amount / size)} ${unit}`;
  return rest === 0 ? whole : `${whole} ${rest} ${smaller}`;
}
