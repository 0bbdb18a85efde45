import type { CallProgress } from '../../plan/call-progress.ts';
import { failureText } from '../../plan/failure-text.ts';
import type { FailureView } from '../../plan/view.ts';

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

/** `Type: message`, in one line; the message alone where the failure has no type. */
export function failureLine(
  { type, message }: FailureView,
  limit?: number,
  paint: (type: string) => string = (text) => text,
): string {
  return failureText({ type: type === '' ? '' : paint(oneLine(type, 100)), message: oneLine(message, limit) });
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
