import { codeFrame } from './code-frame.ts';
import type { Diagnostic, Range } from './diagnostic.ts';

/** How parts are coloured; the caller knows whether there is a terminal. */
export interface Paint {
  error(text: string): string;
  warning(text: string): string;
  place(text: string): string;
  faint(text: string): string;
}

const PLAIN: Paint = { error: same, warning: same, place: same, faint: same };

/**
 * The printed form of LANGUAGE §6: place, severity and code; message; code frame. `text` is the file's text, of which the frame is
 * cut; without it the frame is left out. No line break at the end.
 */
export function printDiagnostic(diagnostic: Diagnostic, text: string | undefined, paint: Paint = PLAIN): string {
  const { severity, code, message, hint, range, file } = diagnostic;
  const frame = text === undefined ? [] : codeFrame(text, range);
  return [
    `${paint.place(placeOf(file, range))} ${paint[severity](severity)} ${code}`,
    `  ${message}`,
    ...(hint === undefined ? [] : [`  ${hint}`]),
    ...frame.map((line, index) => (index === frame.length - 1 ? paint[severity](line) : paint.faint(line))),
    ...(diagnostic.related ?? []).map((place) => paint.faint(`  ${placeOf(place.file, place.range)} ${place.message}`)),
  ].join('\n');
}

/** `definitions/order.yaml:14:15` */
function placeOf(file: string, range: Range): string {
  return `${file}:${range.start.line.toString()}:${range.start.column.toString()}`;
}

function same(text: string): string {
  return text;
}
