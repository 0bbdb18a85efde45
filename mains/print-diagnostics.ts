import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts';
import { printDiagnostic } from '../compiler/diagnostics/print.ts';
import type { Output } from './context.ts';
import { sayLine } from './context.ts';

/** The printed form of diagnostics, with code frames, an empty line between them. */
export function printDiagnostics(
  output: Output,
  diagnostics: readonly Diagnostic[],
  texts: ReadonlyMap<string, string>,
): void {
  const { red, yellow, bold, dim } = output.colours;
  const paint = { error: red, warning: yellow, place: bold, faint: dim };
  for (const diagnostic of diagnostics) {
    sayLine(output, printDiagnostic(diagnostic, texts.get(diagnostic.file), paint));
    sayLine(output);
  }
}

/** `2 errors and 1 warning`; empty when there are none. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic['severity']): string[] => {
    const { length } = diagnostics.filter((diagnostic) => diagnostic.severity === severity);
    return length === 0 ? [] : [`${String(length)} ${severity}${length === 1 ? '' : 's'}`];
  };
  return [...count('error'), ...count('warning')].join(' and ');
}
