import { stringifyJson } from '../../plan/numbers/json-text.ts';
import type { Diagnostic } from './diagnostic.ts';

/** One JSON document a line, keys always in the same order; a line break after each. */
export function toJsonLines(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${stringifyJson(ordered(diagnostic))}\n`).join('');
}

/** What stands in a terminal's first columns stands first here too. */
function ordered({ file, range, severity, code, message, hint, path, related }: Diagnostic): Diagnostic {
  return { file, range, severity, code, message, hint, path, related };
}
