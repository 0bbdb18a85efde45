import type { Json } from '../../../plan/json.ts';
import type { Kept } from '../../../plan/recorded-data.ts';
import type { Caller } from '../caller.ts';
import { OperationError } from '../errors.ts';
import { existingView } from '../executions/existing-view.ts';
import type { Parts } from '../parts.ts';
import { recordedData } from './recorded.ts';
import { WHOLE } from './whole.ts';

/** The values of one step. */
export interface StepData {
  id: string;
  runId: string;
  path: string;
  arguments: Json;
  output: Json;
  /** Why they may be missing; null when they are not. */
  dataMissing: string | null;
}

/** Arguments and output of one step, uncut. Throws `unknown-step`, and `forbidden` without the scope. */
export function getStepData({ executions, access }: Parts) {
  return async (caller: Caller, id: string, path: string, runId?: string): Promise<StepData> => {
    const view = await existingView(executions, id, runId);
    access.demandData(caller, id, view);
    const row = view.steps.find((step) => step.path === path);
    if (row === undefined) throw unknownStep(id, path);
    const { steps, missing } = await recordedData(executions, view, [row], WHOLE);
    const data = steps.get(path);
    return {
      id,
      runId: view.runId,
      path,
      arguments: valueOf(data?.arguments),
      output: valueOf(data?.output),
      dataMissing: missing,
    };
  };
}

function unknownStep(id: string, path: string): OperationError {
  const message = `"${id}" has no step "${path}". The "path" of each of its steps is in its view, such as "step", "step[3]" or "step.tool".`;
  return new OperationError('unknown-step', message);
}

function valueOf(kept: Kept | null | undefined): Json {
  return kept?.kind === 'whole' ? kept.value : null;
}
