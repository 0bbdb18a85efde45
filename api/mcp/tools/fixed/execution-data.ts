import { z } from 'zod';
import type { JsonObject } from '../../../../plan/json.ts';
import { mayReadSomeData } from '../../../operations/caller.ts';
import { structured } from '../../answers/structured.ts';
import { EXECUTION_ID, fixedTool } from './fixed-tool.ts';

export const executionData = fixedTool({
  name: 'execution_data',
  title: 'Data of an execution',
  description:
    'Shows the input of an execution, and the arguments and the output of each of its steps. A value of more than 16 kB is cut: ask for its step, or for the input, alone. May hold personal data. Changes nothing.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  input: z.strictObject({
    executionId: EXECUTION_ID,
    step: z.string().min(1).max(1_000).optional().describe('The "path" of one step: only its values, uncut'),
    inputOnly: z.boolean().default(false).describe('Only the input, uncut'),
  }),
  isFor: mayReadSomeData,
  run: async ({ operations }, { executionId, step, inputOnly }, { caller }) => {
    if (step !== undefined) return structured(asJson(await operations.stepData(caller, executionId, step)));
    if (inputOnly) return structured(asJson(await operations.input(caller, executionId)));
    const view = await operations.get(caller, executionId);
    return structured(asJson(await operations.withData(caller, view, whereWhole)));
  },
});

function whereWhole(path: string | null): string {
  return path === null ? 'execution_data with "inputOnly": true' : `execution_data with "step": "${path}"`;
}

/** What operations give is JSON by construction; its interfaces only lack the index that the type of JSON has. */
function asJson(data: object): JsonObject {
  return data as JsonObject;
}
