import type { Operations } from '../operations/operations.ts';

/** What routes need besides the server that they are added to. */
export interface RestDeps {
  operations: Operations;
  heartbeatMs: number;
  /** Aborts when the server is about to end: waits and streams end then. */
  closing: AbortSignal;
  /** Counts acknowledged starts. */
  onStart: (definition: string, isNew: boolean) => void;
}
