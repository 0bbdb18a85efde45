import type { ExecutionView } from '../../../plan/view.ts';
import { unknownExecution } from '../errors.ts';
import type { Executions } from '../ports.ts';

/** The view of an execution for whoever has checked that the caller may see it. Throws `unknown-execution`. */
export async function existingView(executions: Executions, id: string, runId?: string): Promise<ExecutionView> {
  const view = await executions.view(id, runId);
  if (view === null) throw unknownExecution(id);
  return view;
}
