import type { ExecutionView } from '../../../plan/view.ts';
import type { Caller } from '../caller.ts';
import type { Parts } from '../parts.ts';
import type { ExecutionChange } from '../ports.ts';
import { waitUntilAtRest } from './wait-until-at-rest.ts';

export interface WaitOptions {
  waitMs: number;
  signal?: AbortSignal;
  onChange?: (change: ExecutionChange) => void;
}

/** The view as soon as the execution has ended or waits for a person, at the latest after `waitMs`. */
export function waitForExecution({ executions, access }: Parts) {
  return async (
    caller: Caller,
    { id, runId }: { id: string; runId?: string },
    options: WaitOptions,
  ): Promise<ExecutionView> => {
    await access.read(caller, id, runId);
    return (await waitUntilAtRest(executions, { id, runId }, options)).view;
  };
}
