import { z } from 'zod';
import { structured } from '../../answers/structured.ts';
import { viewAsJson } from '../../answers/view-as-json.ts';
import { isOpen, pauseText, type ExecutionView } from '../../../../plan/view.ts';
import { EXECUTION_ID, fixedTool } from './fixed-tool.ts';

export const executionCancel = fixedTool({
  name: 'execution_cancel',
  title: 'Cancel an execution',
  description:
    'Asks an execution to stop. Before the point of no return of a saga everything that was done is undone, which takes its time; after it the request is ignored. Ask execution_status what became of it.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
  input: z.strictObject({ executionId: EXECUTION_ID }),
  run: async ({ operations }, { executionId }, { caller }) => {
    await operations.cancel(caller, executionId);
    const view = await operations.get(caller, executionId);
    const said = isOpen(view.status) ? askedToStop(view) : `has ended: ${view.status}`;
    return structured(viewAsJson(view), `Execution ${executionId} ${said}.`);
  },
});

function askedToStop({ pause }: ExecutionView): string {
  return pause === null
    ? 'was asked to stop'
    : `was asked to stop, and does so once it goes on: it is ${pauseText(pause)}`;
}
