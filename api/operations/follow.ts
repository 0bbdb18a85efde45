import { OperationError } from './errors.ts';
import { followExecution } from './look.ts';
import type { ExecutionChange, Executions } from './ports.ts';

export interface Following {
  /** Where to begin; what continued as new since is read on from there. */
  runId: string;
  /** Changes up to this one have been seen. */
  cursor: Cursor | null;
  signal: AbortSignal | undefined;
}

/** Every change of an execution, from the first of a run, or after a cursor that was given before. */
export function follow(
  executions: Executions,
  id: string,
  { runId, cursor, signal }: Following,
): AsyncIterable<ExecutionChange> {
  const changes = followExecution(executions, id, { runId, signal });
  return cursor === null ? changes : later(changes, cursor);
}

export interface Cursor {
  runId: string;
  eventId: number;
}

/** Throws `bad-request` for what is no cursor. */
export function parseCursor(text: string): Cursor {
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
