import { demand, isAdmin } from '../caller.ts';
import type { Caller } from '../caller.ts';
import type { Parts } from '../parts.ts';

/** Whether a worker listens: without one nothing that is started moves. Throws `forbidden` without `admin`. */
export function hasWorker({ executions }: Parts) {
  return async (caller: Caller): Promise<boolean> => {
    demand(isAdmin(caller), 'see whether a worker listens', 'admin');
    return executions.hasWorker();
  };
}
