import type { JsonObject } from '../../../plan/json.ts';

/** A start that is going to be asked for. */
export interface Start {
  definition: string;
  /** Without it Sagaflow chooses one, and the key is what makes it one execution. */
  id?: string;
  /** `Idempotency-Key`. */
  key: string;
  input: JsonObject;
  ends: 'completed' | 'undone';
}

/** A start that the API acknowledged. */
export interface Acknowledged {
  start: Start;
  id: string;
  runId: string;
}
