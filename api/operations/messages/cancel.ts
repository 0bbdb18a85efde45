import { demand, mayDecide, mayStart } from '../caller.ts';
import type { Caller } from '../caller.ts';
import type { Parts } from '../parts.ts';

/** Asks for cancellation: before the pivot everything is undone, after it the request is shown and ignored (SAGAS S29). */
export function cancel({ executions, access }: Parts) {
  return async (caller: Caller, id: string): Promise<void> => {
    const { definition } = await access.read(caller, id);
    demand(mayStart(caller, definition) || mayDecide(caller), `cancel "${id}"`, `definition:${definition}:start`);
    await executions.cancel(id);
  };
}
