import { mayRead } from '../caller.ts';
import type { Caller } from '../caller.ts';
import { readableNames } from '../definitions/describe.ts';
import type { Parts } from '../parts.ts';
import type { ListPage, ListQuery } from '../ports.ts';

/** Newest first; only what the caller may read. */
export function listExecutions({ executions, definitions }: Parts) {
  return (caller: Caller, query: Omit<ListQuery, 'tenant' | 'definitions'>): Promise<ListPage> => {
    const readable = mayRead(caller, '*') ? undefined : readableNames(definitions, caller);
    if (readable?.length === 0) return Promise.resolve({ executions: [], cursor: null });
    return executions.list({
      ...query,
      ...(caller.isCommandLine === true ? {} : { tenant: caller.tenant }),
      ...(readable === undefined ? {} : { definitions: readable }),
    });
  };
}
