import type { ExecutionView } from '../../../plan/view.ts';
import type { Caller } from '../caller.ts';
import type { Parts } from '../parts.ts';
import { existingView } from './existing-view.ts';

/** An execution, running or closed. Throws `unknown-execution`, also for one of another tenant. */
export function getExecution({ executions, access }: Parts) {
  return async (caller: Caller, id: string, runId?: string): Promise<ExecutionView> => {
    const view = await existingView(executions, id, runId);
    access.demandRead(caller, id, view);
    return view;
  };
}
