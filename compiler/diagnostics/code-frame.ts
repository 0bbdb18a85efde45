import type { Range } from './diagnostic.ts';
import { cellsOf, displayWidth } from './display-width.ts';

/**
 * The line of a problem and the one before it, with carets under the range:
 * ```
 *    13 |       mcp_server: payment_server
 *    14 |       action: charge_crad
 *       |               ^^^^^^^^^^^
 * ```
 * Of a range over several lines the first is shown. Long lines are cut around the carets.
 */
export function codeFrame(text: string, range: Range): string[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const at = range.start.line;
  const line = lines[at - 1];
  if (line === undefined) return [];
  const gutter = Math.max(5, at.toString().length + 3);
  const end = range.end.line === at ? range.end.column - 1 : line.length;
  const cut = cutAround(line, range.start.column - 1, Math.max(end, range.start.column));
  const frame = [
    `${at.toString().padStart(gutter)} | ${expandTabs(cut.text)}`,
    `${' '.repeat(gutter)} | ${carets(cut)}`,
  ];
  const before = lines[at - 2];
  if (before === undefined) return frame;
  return [`${(at - 1).toString().padStart(gutter)} | ${expandTabs(shorten(before))}`.trimEnd(), ...frame];
}

const MAX_WIDTH = 110;
const ELLIPSIS = '…';

interface Cut {
  text: string;
  start: number;
  end: number;
}

/** `start` and `end` are offsets into the line; the result's are into its text. */
function cutAround(line: string, start: number, end: number): Cut {
  if (line.length <= MAX_WIDTH) return { text: line, start, end };
  const shownEnd = Math.min(end, start + MAX_WIDTH / 2);
  const from = Math.max(0, Math.min(start - 20, line.length - MAX_WIDTH));
  const left = from > 0 ? ELLIPSIS : '';
  const right = from + MAX_WIDTH < line.length ? ELLIPSIS : '';
  const shift = left.length - from;
  return { text: left + line.slice(from, from + MAX_WIDTH) + right, start: start + shift, end: shownEnd + shift };
}

function shorten(line: string): string {
  return line.length <= MAX_WIDTH ? line : line.slice(0, MAX_WIDTH) + ELLIPSIS;
}

function carets({ text, start, end }: Cut): string {
  const before = displayWidth(expandTabs(text.slice(0, start)));
  const marked = displayWidth(expandTabs(text.slice(start, end)));
  return `${' '.repeat(before)}${'^'.repeat(Math.max(1, marked))}`;
}

/** A tab has no width of its own on a terminal; two spaces keep carets and text together. Other control characters are not sent to it. */
function expandTabs(text: string): string {
  return cellsOf(text)
    .map((cell) => (cell === '\t' ? '  ' : cell < ' ' || (cell >= '\u007f' && cell < '\u00a0') ? '\ufffd' : cell))
    .join('');
}
