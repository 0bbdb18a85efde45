/** What one check looked at, and what it found wrong. */
export interface Check {
  /** What holds, as a sentence. */
  claim: string;
  checked: number;
  wrong: string[];
}
