import type { CallProgress } from '../../plan/call-progress.ts';

/** `41 ms`, `1.2 s`, `2 min 5 s`, `3 h 20 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${String(Math.max(0, Math.round(ms)))} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${String(minutes)} min ${String(Math.floor((ms % 60_000) / 1_000))} s`;
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}

/** One line of text that came from outside: no line breaks, no terminal sequences, not longer than `limit`. */
export function oneLine(text: string, limit = 300): string {
  const clean = text.replaceAll(/\s+/g, ' ').replaceAll(CONTROL, '\ufffd').trim();
  return clean.length > limit ? `${clean.slice(0, limit - 1)}…` : clean;
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

/** Text from outside that keeps its line breaks. */
export function printable(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replaceAll(CONTROL, '\ufffd'))
    .join('\n');
}

/** How far a tool says that it is: the figure, of how much, and its message. */
export function progressText({ progress, total, message }: CallProgress, of: string, before: string): string {
  const figure = total === null ? figureOf(progress) : `${figureOf(progress)}${of}${figureOf(total)}`;
  return message === null || message === '' ? figure : `${figure}${before}${oneLine(message, 160)}`;
}

/** Tools count as they like; more than two decimals help nobody. */
function figureOf(value: number): string {
  return String(Math.round(value * 100) / 100);
}
