import type { Execution, Saga } from '../types.ts';

/**
 * A child that somebody reset after the execution that started it had ended: nobody waits for it, so it ends for itself, and what it has
 * done since is its own.
 */
export function isOnItsOwn({ root }: Saga, { latest }: Execution): boolean {
  return latest.parentId === root.id && latest.createdAt > (root.latest.close?.at ?? Infinity);
}
