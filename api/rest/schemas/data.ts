import { z } from 'zod';
import type { InputData } from '../../operations/data/get-input.ts';
import type { StepData } from '../../operations/data/get-step-data.ts';
import { pagedExecution } from './execution.ts';
import { json } from './json.ts';
import { executionId, name, runId } from './parts.ts';
import { stepView } from './view.ts';

const cut =
  'A value that is too large is cut: `{"sagaflow:cut": {"bytes", "whole"}}` stands in its place, and `whole` is the path to ask.';

/** The answer to `include=data`. */
export const executionWithData = pagedExecution
  .extend({
    input: json.describe(`What the execution was started with. ${cut}`),
    steps: z.array(
      stepView
        .extend({
          arguments: json.describe(`What it was called with; null when nothing was sent. ${cut}`),
          output: json.describe(`What it ended with, as far as it is kept; null when it has none, or not yet. ${cut}`),
        })
        .meta({ id: 'StepWithData' }),
    ),
    dataMissing: z.string().nullable().describe('Why values of earlier runs are missing; null when none are.'),
  })
  .meta({ id: 'ExecutionWithData' });

export const runQuery = z.strictObject({ runId: runId.optional() });

export const stepPath = z.strictObject({
  id: executionId,
  step: name.meta({
    description: '`path` of the step in the execution, percent-encoded.',
    examples: ['charge_payment', 'each[3]'],
  }),
});

export const stepData = z
  .object({
    id: z.string(),
    runId: z.string(),
    path: z.string(),
    arguments: json.describe('Null when nothing was sent.'),
    output: json.describe('Null when it has none, or not yet.'),
    dataMissing: z.string().nullable().describe('Why they may be missing; null when they are not.'),
  })
  .meta({ id: 'StepData' }) satisfies z.ZodType<StepData>;

export const inputData = z
  .object({ id: z.string(), runId: z.string(), input: json })
  .meta({ id: 'InputData' }) satisfies z.ZodType<InputData>;
