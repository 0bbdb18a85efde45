import { z } from 'zod';
import type { JsonObject } from '../../../../plan/json.ts';
import { mayDecide } from '../../../operations/caller.ts';
import { structured } from '../../answers/structured.ts';
import { viewAsJson } from '../../answers/view-as-json.ts';
import { EXECUTION_ID, fixedTool } from './fixed-tool.ts';

export const approvalDecide = fixedTool({
  name: 'approval_decide',
  title: 'Answer an approval',
  description:
    'Passes on what a person has decided about an approval that an execution waits for. Ask the person first. Whoever started the execution cannot answer its approvals.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
  input: z.strictObject({
    executionId: EXECUTION_ID.describe('The executionId of the wait where it has one, else of the execution'),
    step: z.string().min(1).max(1_000).describe('The step that waits, from "waitingFor" of the execution'),
    approved: z.boolean().describe('true approves, false rejects'),
    form: z.looseObject({}).optional().describe('What the approval asks to fill in, from its "form"'),
    reason: z.string().max(10_000).optional().describe("The person's reason"),
  }),
  isFor: mayDecide,
  run: async ({ operations }, { executionId, step, form, ...answer }, { caller }) => {
    // What came over the wire is JSON.
    const filled = form as JsonObject | undefined;
    await operations.approve(caller, executionId, step, {
      ...answer,
      ...(filled === undefined ? {} : { form: filled }),
    });
    const view = await operations.get(caller, executionId);
    const verb = answer.approved ? 'approved' : 'rejected';
    return structured(viewAsJson(view), `Step "${step}" of ${executionId} is ${verb}.`);
  },
});
