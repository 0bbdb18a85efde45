import type { Diagnostic, DiagnosticCode, Path, RelatedPlace, Range } from '../diagnostics/diagnostic.ts';

/** What a rule says; the file is the reader's to add. */
export interface Problem {
  code: DiagnosticCode;
  message: string;
  path: Path;
  range: Range;
  severity?: 'error' | 'warning';
  hint?: string | undefined;
  related?: RelatedPlace[];
  /** For an unknown key: the one that was most likely meant. */
  meant?: string;
}

export function toDiagnostic(problem: Problem, file: string): Diagnostic {
  const { code, message, path, range, hint, related } = problem;
  return {
    code,
    severity: problem.severity ?? 'error',
    message,
    path,
    file,
    range,
    ...(hint === undefined ? {} : { hint }),
    ...(related === undefined ? {} : { related }),
  };
}

/** In the order of the file; of equal places the first one reported comes first. */
export function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column;
}
