import { inWords } from '../plan/duration.ts';

/** What people see beside the timer of a reminder, and how a reader of histories knows it. */
export function reminderLabel(path: string): string {
  return `${BEFORE}${path}${BEHIND}`;
}

/** The path of the park that a timer reminds of; null when it reminds of nothing. */
export function remindedPath(label: string): string | null {
  if (!label.startsWith(BEFORE) || !label.endsWith(BEHIND)) return null;
  return label.slice(BEFORE.length, -BEHIND.length);
}

const BEFORE = 'reminder: ';
const BEHIND = ' is parked';

/** What people are told when one fires. */
export function reminderMessage(path: string, waitedMs: number): string {
  return `"${path}" has been parked for ${inWords(waitedMs)}.`;
}
