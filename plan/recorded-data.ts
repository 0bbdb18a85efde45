import type { Json } from './json.ts';

/** A value from a history. One that is larger than was asked for is left out, and only its size is known. */
export type Kept = { kind: 'whole'; value: Json; bytes: number } | { kind: 'cut'; bytes: number };

/** What a step was called with, and what it ended with; null where it has none, or not yet. */
export interface RecordedStep {
  arguments: Kept | null;
  output: Kept | null;
}

/** What the histories of an execution hold of its values. */
export interface RecordedData {
  input: Kept;
  /** By path, as in the view. A step of which nothing is known is not in it. */
  steps: ReadonlyMap<string, RecordedStep>;
  /** Why earlier runs are not in it; null when all of them are, or nothing more was asked for. */
  missing: string | null;
}

/** Which values are wanted, and how much of them. */
export interface DataRequest {
  /** `isCall`: it has arguments, so an output alone is not all of it. */
  wanted: readonly { path: string; isCall: boolean }[];
  limits: DataLimits;
}

/** Bytes of JSON text. */
export interface DataLimits {
  ofOne: number;
  ofAll: number;
}
