import type { Part } from './options.ts';

/** What one look has found. */
export interface Finding {
  part: Part;
  /** What should hold. */
  claim: string;
  /** How many cases it rests on. */
  count: number;
  /** What does not hold, a sentence each; empty is good. */
  wrong: string[];
}
