import type { Path, Range } from '../diagnostics/diagnostic.ts';

/** Finds the place of any part of a YAML document by its path. Never throws: an unknown path gives its nearest known parent. */
export interface Places {
  /** `key`: of the key that leads to the path (an item of a list has none: its value). Default: the value. */
  of(path: Path, part?: 'key' | 'value'): Range;
  /**
   * The place of UTF-16 offsets inside the decoded text of the scalar at `path`. Exact where text and source map one to one
   * (plain, quoted on one line, literal blocks), else the whole scalar.
   */
  within(path: Path, offset: number, end: number): Range;
}
