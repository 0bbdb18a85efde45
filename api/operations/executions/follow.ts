import type { Caller } from '../caller.ts';
import { OperationError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import type { ExecutionChange } from '../ports.ts';

export interface FollowOptions {
  runId?: string;
  /** `runId:eventId`: changes up to and including this event are left out. */
  after?: string;
  signal?: AbortSignal;
}

/**
 * Every change, from the first or after `after` (a cursor that it gave before); ends with the `closed` event or when the signal aborts.
 * What continued as new since is read on. The promise rejects before anything is given when there is no such execution.
 */
export function followExecution({ executions, access }: Parts) {
  return async (caller: Caller, id: string, options: FollowOptions): Promise<AsyncIterable<ExecutionChange>> => {
    const cursor = options.after === undefined ? null : parseCursor(options.after);
    const { runId } = await access.read(caller, id, cursor?.runId ?? options.runId);
    const changes = executions.follow(id, { runId, signal: options.signal });
    return cursor === null ? changes : later(changes, cursor);
  };
}

interface Cursor {
  runId: string;
  eventId: number;
}

/** Throws `bad-request` for what is no cursor. */
function parseCursor(text: string): Cursor {
  const found = /^([0-9a-f-]{36}):(\d{1,9})$/.exec(text);
  if (found !== null) return { runId: found[1] ?? '', eventId: Number(found[2]) };
  throw new OperationError(
    'bad-request',
    `"${text.slice(0, 80)}" is no place in an execution's events: runId:eventId.`,
  );
}

async function* later(changes: AsyncIterable<ExecutionChange>, cursor: Cursor): AsyncGenerator<ExecutionChange> {
  for await (const change of changes) {
    const at = parseCursor(change.cursor);
    if (at.runId === cursor.runId && at.eventId <= cursor.eventId) continue;
    yield change;
  }
}
