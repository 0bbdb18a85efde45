import { z } from 'zod';
import type { Path } from '../diagnostics/diagnostic.ts';
import { orchestration } from './language/orchestration.ts';
import {
  duration,
  expression,
  flag,
  jsonMapping,
  jsonSchema,
  level,
  name,
  nonEmpty,
  oneOf,
  text,
  wholeNumber,
} from './language/scalars.ts';
import { schedule } from './language/schedule.ts';
import { step } from './language/step.ts';

export type { SingleStepSyntax, StepSyntax, ToolsStepSyntax } from './language/step.ts';

const definitionKeys = {
  name: name.describe('Temporal workflow type, facade tool name, REST path segment.'),
  version: wholeNumber(1, 1_000_000_000).optional().describe('Shown to people. Default: 1.'),
  description: text.optional().describe('Shown as the description of the facade tool and in the console.'),
  input: jsonSchema
    .optional()
    .describe('JSON Schema of the business input. Default: inferred from what the tools need.'),
  steps: nonEmpty(step, 'a list of at least one step').describe('What is done.'),
  output: jsonMapping.optional().describe('Default: outputs of the steps nothing depends on, by step name.'),
  deadline: duration.optional().describe('For the whole execution: compensate before the pivot, alert after it.'),
  execution_id: expression.optional().describe('Expression over `input` that makes starting idempotent.'),
  allow_repeat: flag.optional().describe('A completed execution may be started again. Default: false.'),
  max_parallel_compensations: wholeNumber(1, 100).optional().describe('1 (the default) is strict reverse order.'),
  park_after: duration.optional().describe('How long a compensation is retried before it parks. Default: 24h.'),
  on_reset: oneOf(['rerun', 'park'])
    .optional()
    .describe('What happens to steps that a reset finds undone. Default: rerun.'),
  schedule: schedule.optional(),
  requires_level: level.optional().describe('Authentication level of the caller. Default: 1.'),
};

const workflowBody = z.strictObject(definitionKeys).meta({
  title: 'Workflow definition',
  description: 'Steps over MCP tools. A failure stops the execution and reports what was done.',
});

const sagaBody = z
  .strictObject({
    ...definitionKeys,
    compensations_enabled: flag.optional().describe('false: a failure is reported, nothing is undone. Default: true.'),
  })
  .meta({
    title: 'Saga definition',
    description: 'Steps over MCP tools. When one fails, the completed ones are compensated.',
  });

export const orchestrationSyntax = orchestration;

/** The whole file. That it holds exactly one definition is a rule (not-a-definition), so both are optional here. */
export const definitionFile = z
  .strictObject({
    workflow_definition: workflowBody.optional(),
    saga_definition: sagaBody.optional(),
    orchestration: orchestration.optional(),
  })
  .meta({ title: 'Sagaflow definition', description: 'One definition, and its orchestration.' });

export type DefinitionFileSyntax = z.infer<typeof definitionFile>;
export type OrchestrationSyntax = z.infer<typeof orchestration>;
type WorkflowBodySyntax = z.infer<typeof workflowBody>;
type SagaBodySyntax = z.infer<typeof sagaBody>;

/** A file that has the language's shape: durations and expressions are still text. `root` leads to `body` in the YAML document. */
export type DefinitionSyntax = { root: Path; orchestration: OrchestrationSyntax | null } & (
  { kind: 'saga'; body: SagaBodySyntax } | { kind: 'workflow'; body: WorkflowBodySyntax }
);
