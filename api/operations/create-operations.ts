import { createAccess } from './access.ts';
import { OPERATIONS } from './operations.ts';
import type { Operations } from './operations.ts';
import type { OperationsDeps, Parts } from './parts.ts';

/** The operations that every door of a process asks. Called by the mains. */
export function createOperations(deps: OperationsDeps): Operations {
  const parts: Parts = { ...deps, access: createAccess(deps.executions) };
  const made = Object.entries(OPERATIONS).map(([name, make]) => [name, make(parts)]);
  return Object.fromEntries(made) as Operations;
}
