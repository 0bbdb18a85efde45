import { factsOf } from '../diagnostics/codes.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { Diagnostic, Path, RelatedPlace, Range } from '../diagnostics/diagnostic.ts';

/** What a rule says; the file is the reader's to add. */
export interface Problem {
  code: DiagnosticCode;
  message: string;
  path: Path;
  range: Range;
  /** Only where it is not the usual one of its code (compiler/diagnostics/codes.ts). */
  severity?: Diagnostic['severity'];
  hint?: string | undefined;
  related?: RelatedPlace[];
  /** For an unknown key: the one that was most likely meant. */
  meant?: string;
}

/** A problem at a path; `at` narrows it to the key, or to offsets inside the scalar. */
export type Finding = Omit<Problem, 'range'> & { at?: 'key' | 'value' | { offset: number; end: number } };

export function severityOf({ code, severity }: Pick<Problem, 'code' | 'severity'>): Diagnostic['severity'] {
  return severity ?? factsOf(code).severity;
}

export function toDiagnostic(problem: Problem, file: string): Diagnostic {
  const { code, message, path, range, hint, related } = problem;
  return {
    code,
    severity: severityOf(problem),
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
