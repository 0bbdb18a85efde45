import { z } from 'zod';
import { viewAsJson } from '../../answers/view-as-json.ts';
import { structured } from '../../answers/structured.ts';
import { EXECUTION_ID, fixedTool, WAIT_SECONDS } from './fixed-tool.ts';
import { lookAt } from './look-at.ts';

export const executionStatus = fixedTool({
  name: 'execution_status',
  title: 'Status of an execution',
  description:
    'Shows one execution: its status, every step with its outcome, what it waits for, its output or failure. Changes nothing.',
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  input: z.strictObject({ executionId: EXECUTION_ID, waitSeconds: WAIT_SECONDS }),
  run: async (parts, args, incoming) => structured(viewAsJson(await lookAt(parts, args, incoming))),
});
