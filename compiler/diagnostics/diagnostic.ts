import type { DiagnosticCode } from './codes.ts';

/**
 * One problem of a YAML file, with its place. The compiler's rules and reports make them; people and programs branch on `code`,
 * never on the text.
 */
export interface Diagnostic {
  code: DiagnosticCode;
  severity: 'error' | 'warning';
  /** Full sentences that name the thing in quotes. */
  message: string;
  path: Path;
  file: string;
  range: Range;
  /** The remedy. */
  hint?: string;
  related?: RelatedPlace[];
}

export interface RelatedPlace {
  message: string;
  file: string;
  range: Range;
}

/** Lines and columns count from 1; columns in UTF-16 units, as editors do. */
export interface Position {
  line: number;
  column: number;
}

/** `end` is the place right after the last character. */
export interface Range {
  start: Position;
  end: Position;
}

/** Keys and indexes from the root of the YAML document. */
export type Path = readonly (string | number)[];
