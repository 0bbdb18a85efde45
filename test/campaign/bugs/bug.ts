import type { Kind } from '../kinds.ts';

/** A mistake that somebody could make, as changes to the product's sources. The campaign or the model must catch it. */
export interface Bug {
  /** The file's name. */
  name: string;
  /** What is wrong then, as one sentence for the report. */
  what: string;
  /** Kinds of faults that bring it out; a campaign of only these is short. */
  provokedBy: readonly Kind[];
  edits: Edit[];
}

/** `find` stands exactly once in the file. */
export interface Edit {
  file: string;
  find: string;
  replace: string;
}
