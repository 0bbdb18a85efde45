/** One problem of a YAML file, with its place. Produced by the compiler's rules; people branch on `code`, never on text. */
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

/** A code is the name of its rule's file. The order is the one in which a reader meets them: text, shape, meaning. */
export const DIAGNOSTIC_CODES = [
  'yaml-syntax',
  'not-a-definition',
  'duplicate-key',
  'unsafe-yaml',
  'limits',
  'unknown-key',
  'wrong-type',
  'bad-value',
  'missing-key',
  'one-verb',
  'misplaced-key',
  'unsupported-engine',
  'not-yet-in-force',
  'duplicate-step-name',
  'unknown-dependency',
  'dependency-cycle',
  'definition-cycle',
  'reserved-signal',
  'unknown-server',
  'unknown-tool',
  'unknown-definition',
  'ambiguous-scheme',
  'expression-syntax',
  'unknown-reference',
  'reference-not-upstream',
  'expression-type',
  'argument-type',
  'schedule-input',
  'unbound-argument',
  'ambiguous-binding',
  'conflicting-input',
  'shared-input',
  'untyped-binding',
  'natural-output',
  'compensation-reads-later-step',
  'effect-without-compensation',
  'undo-needs-output',
  'pivot-order',
  'unlimited-retry-needs-idempotency',
  'fallback-on-effect',
  'cache-on-effect',
  'classification-flow',
  'level-too-low',
  'name-collision',
] as const;

export type DiagnosticCode = (typeof DIAGNOSTIC_CODES)[number];
