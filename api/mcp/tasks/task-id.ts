import type { Caller } from '../../operations/caller.ts';
import type { Seal } from '../protocol/seal.ts';

/** The execution behind a task. */
export interface TaskTarget {
  executionId: string;
  runId: string;
}

/**
 * The task's id says which execution it is, signed for its caller and tenant: unguessable, and good in every process that has the
 * secret. It does not expire; whether the result is still there, Temporal's retention decides.
 */
export function taskIdOf(seal: Seal, caller: Caller, { executionId, runId }: TaskTarget): string {
  return seal.close('task', caller, { executionId, runId }, null);
}

/** Undefined for an id that this caller was not given. */
export function targetOf(seal: Seal, caller: Caller, taskId: string): TaskTarget | undefined {
  return seal.open('task', caller, taskId) as unknown as TaskTarget | undefined;
}
