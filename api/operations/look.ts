import type { ExecutionView } from '../../plan/view.ts';
import { OperationError } from './errors.ts';
import type { ExecutionChange, Executions, ListPage, ListQuery } from './ports.ts';

/** The view of an execution, running or closed. Throws `unknown-execution`. */
export async function getExecution(executions: Executions, id: string, runId?: string): Promise<ExecutionView> {
  const view = await executions.view(id, runId);
  if (view === null) throw unknownExecution(id);
  return view;
}

/** Newest first. */
export function listExecutions(executions: Executions, query: ListQuery): Promise<ListPage> {
  return executions.list(query);
}

/** Every change of an execution from its first; ends with the `closed` event, or when the signal aborts. */
export function followExecution(
  executions: Executions,
  id: string,
  options: { runId?: string; signal?: AbortSignal },
): AsyncIterable<ExecutionChange> {
  return executions.follow(id, options);
}

export function unknownExecution(id: string): OperationError {
  return new OperationError('unknown-execution', `There is no execution "${id}". sagaflow list shows those there are.`);
}
