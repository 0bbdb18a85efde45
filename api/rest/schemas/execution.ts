import { z } from 'zod';
import { pageLimit, runId } from './parts.ts';
import { executionView } from './view.ts';

export const DEFAULT_STEPS = 500;
const MAX_STEPS = 1_000;

/** An execution as REST answers it: a page of its steps. Every other door gives all of them. */
export const pagedExecution = executionView
  .extend({
    nextSteps: z
      .string()
      .nullable()
      .describe('`stepsCursor` for the steps that come after these; null when these are the last.'),
  })
  .meta({
    id: 'Execution',
    description: `An execution as it stands, with the first ${DEFAULT_STEPS} of its steps where nobody asks for others.`,
  });

export type PagedExecution = z.output<typeof pagedExecution>;

export const executionQuery = z.strictObject({
  runId: runId.optional(),
  include: z
    .literal('data')
    .meta({ description: 'Also input, arguments and outputs; needs the scope `definition:<name>:data`.' })
    .optional(),
  stepsCursor: z
    .string()
    .regex(/^[\x21-\x7e]{1,4096}$/, 'must be a `nextSteps` as an earlier page gave it')
    .meta({ description: 'The `nextSteps` of the page before.' })
    .optional(),
  stepsLimit: pageLimit(MAX_STEPS)
    .default(DEFAULT_STEPS)
    .meta({ description: `How many steps at most; ${DEFAULT_STEPS} when missing.` }),
});
