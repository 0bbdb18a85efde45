import type { Json } from '../../../plan/json.ts';
import type { Caller } from '../caller.ts';
import type { Parts } from '../parts.ts';
import { recordedData } from './recorded.ts';
import { WHOLE } from './whole.ts';

export interface InputData {
  id: string;
  runId: string;
  input: Json;
}

/** What an execution was started with, uncut. Throws `forbidden` without the scope. */
export function getInput({ executions, access }: Parts) {
  return async (caller: Caller, id: string, runId?: string): Promise<InputData> => {
    const owner = await access.read(caller, id, runId);
    access.demandData(caller, id, owner);
    const { input } = await recordedData(executions, { id, runId: owner.runId }, [], WHOLE);
    return { id, runId: owner.runId, input: input.kind === 'whole' ? input.value : null };
  };
}
