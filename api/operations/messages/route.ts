import { pathOfChild } from '../../../plan/path.ts';
import type { Caller } from '../caller.ts';
import { unknownExecution } from '../errors.ts';
import type { Parts } from '../parts.ts';
import type { ExecutionOwner } from '../ports.ts';

/** Where a message goes: to the execution that was named, or to a child of it. */
export interface Target {
  id: string;
  owner: ExecutionOwner;
}

/**
 * A wait inside a child is seen at its parent, and may be answered there: `executionId` of the wait names the child. The caller needs the
 * same rights for the child as for the execution itself. Throws `unknown-execution` for an id that is none of its children's.
 */
export async function targetOf(
  { access }: Pick<Parts, 'access'>,
  caller: Caller,
  id: string,
  executionId: string | undefined,
): Promise<Target> {
  const owner = await access.read(caller, id);
  if (executionId === undefined || executionId === id) return { id, owner };
  if (!isInside(id, executionId)) throw unknownExecution(executionId);
  return { id: executionId, owner: await access.read(caller, executionId) };
}

/** A child, or a child of one: each id is its parent's with a path behind it. */
function isInside(id: string, executionId: string): boolean {
  for (let at = executionId.lastIndexOf('~'); at >= id.length; at = executionId.lastIndexOf('~', at - 1)) {
    const parent = executionId.slice(0, at);
    const ends = executionId.indexOf('~', at + 1);
    const child = ends === -1 ? executionId : executionId.slice(0, ends);
    if (pathOfChild(parent, child) === null) return false;
  }
  return executionId.startsWith(`${id}~`);
}
