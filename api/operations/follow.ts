import { OperationError } from './errors.ts';
import { followExecution } from './look.ts';
import type { FollowOptions } from './operations.ts';
import type { ExecutionChange, Executions } from './ports.ts';

/**
 * Every change of an execution, from the first of its latest run or after a cursor that was given before. A cursor names a run: what
 * continued as new since is read on from there. Throws `bad-request` for what is no cursor.
 */
export function follow(
  executions: Executions,
  id: string,
  latestRunId: string,
  { runId, after, signal }: FollowOptions,
): AsyncIterable<ExecutionChange> {
  const cursor = after === undefined ? null : parseCursor(after);
  const from = cursor?.runId ?? runId ?? latestRunId;
  const changes = followExecution(executions, id, { runId: from, signal });
  return cursor === null ? changes : later(changes, cursor);
}

interface Cursor {
  runId: string;
  eventId: number;
}

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
