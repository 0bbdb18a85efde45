import { z } from 'zod';
import { isOpen } from '../../../../plan/view.ts';
import { ended } from '../../answers/ended.ts';
import { handle } from '../../answers/handle.ts';
import { EXECUTION_ID, fixedTool, WAIT_SECONDS } from './fixed-tool.ts';
import { lookAt } from './look-at.ts';

export const executionResult = fixedTool({
  name: 'execution_result',
  title: 'Result of an execution',
  description:
    "Gives what the definition's own tool would have given: the output, or the failure with what was undone. While the execution has not ended, gives its handle again.",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  input: z.strictObject({ executionId: EXECUTION_ID, waitSeconds: WAIT_SECONDS }),
  run: async (parts, args, incoming) => {
    const view = await lookAt(parts, args, incoming);
    return isOpen(view.status) ? handle(view) : ended(view);
  },
});
