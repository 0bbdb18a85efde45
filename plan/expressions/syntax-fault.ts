import type { ExpressionProblem } from './errors.ts';

/** Ends the reading of one expression; it never leaves the parser, which returns problems. */
export class SyntaxFault extends Error {
  readonly at: number;
  readonly end: number;
  readonly hint: string | undefined;

  constructor(message: string, at: number, end: number, hint?: string) {
    super(message);
    this.at = at;
    this.end = end;
    this.hint = hint;
  }
}

export function problemOf(fault: SyntaxFault): ExpressionProblem {
  const place = { message: fault.message, at: fault.at, end: Math.max(fault.end, fault.at) };
  return fault.hint === undefined ? place : { ...place, hint: fault.hint };
}
