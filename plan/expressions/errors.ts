/** A problem in the text of an expression. Offsets count UTF-16 units of the string that was given to the parser. */
export interface ExpressionProblem {
  message: string;
  at: number;
  end: number;
  hint?: string;
  /** Set when a word is not known, so that a caller can add a "did you mean". */
  unknown?: { word: string; candidates: readonly string[] };
}

/** An expression that could not be evaluated; the message is a full sentence that names the column. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly code = 'expression-error';
  /** Empty when no single expression is to blame. */
  readonly source: string;
  /** Counted from 1 in UTF-16 units of `source`. */
  readonly column: number;

  constructor(fault: Fault, source: string) {
    const place = source === '' ? '' : ` (column ${fault.at + 1} of "${shorten(source)}")`;
    super(`${fault.message}${place}`, { cause: fault });
    this.source = source;
    this.column = fault.at + 1;
  }
}

/** What evaluation throws inside this folder, before the source is known. */
export class Fault extends Error {
  readonly at: number;
  /** A spent limit: unlike other faults it is never absorbed by `||`, `&&`, `exists` and `all`. */
  readonly isLimit: boolean;

  constructor(message: string, at: number, isLimit = false) {
    super(message);
    this.at = at;
    this.isLimit = isLimit;
  }
}

function shorten(source: string): string {
  return source.length <= 120 ? source : `${source.slice(0, 117)}...`;
}
