import { z } from 'zod';
import {
  duration,
  expression,
  flag,
  classification,
  json,
  level,
  listedToolName,
  listOf,
  name,
  nonEmpty,
  oneOf,
  serverName,
  wholeNumber,
} from './scalars.ts';
import { idempotency, retryPolicy, timeouts } from './policies.ts';
import { argumentsOf, compensation, fallback, plainVerbs, probe, projection } from './verbs.ts';

/** Every key but those whose shape depends on the verb: a `tools:` step has them by tool. */
const commonKeys = {
  name: name.describe('Unique in the whole file.'),
  mcp_server: serverName.optional().describe('The server; may be left out when exactly one has the tool.'),
  ...plainVerbs,
  depends_on: listOf(name, 'a list of step names')
    .optional()
    .describe('Waits for these; [] starts at once. Default: the step before.'),
  when: expression.optional().describe('Skipped when false.'),
  bind: oneOf(['by_name', 'none']).optional().describe('`none`: only written arguments are sent.'),
  for_each: z
    .union([expression, listOf(json, 'a list')])
    .optional()
    .describe('One iteration for each item of this list.'),
  as: name.optional().describe('Name of the item in expressions. Default: item.'),
  max_concurrency: wholeNumber(1, 100).optional().describe('Iterations at the same time. Default: 4.'),
  timeout: timeouts.optional(),
  retry_policy: retryPolicy.optional(),
  on_failure: oneOf(['compensate', 'fail', 'continue', 'park'])
    .optional()
    .describe('What a failure of this step leads to.'),
  fallback: fallback.optional(),
  cache: duration.optional().describe('Reads only: how long an output may be used again.'),
  pivot: flag.optional().describe('The point of no return.'),
  effect: oneOf(['none']).optional().describe('The step only reads.'),
  atomic_errors: flag.optional().describe("The tool's error means that nothing happened."),
  accept_degraded: flag.optional().describe('The effect may use cached or fallback outputs.'),
  classification: classification.optional().describe("Classification of the step's output."),
  requires_level: level.optional().describe('Authentication level that the step needs.'),
};

const singleStep = z.strictObject({
  ...commonKeys,
  tools: z.undefined().optional(),
  arguments: argumentsOf.optional(),
  output: projection.optional(),
  idempotency: idempotency.optional(),
  compensation: compensation.optional(),
  probe: probe.optional(),
});

const toolsStep = z.strictObject({
  ...commonKeys,
  tools: nonEmpty(listedToolName, 'a list of at least one tool')
    .refine((tools) => new Set(tools).size === tools.length, { error: 'a list without repeats' })
    .describe('Tools of one server, called in this order.'),
  /** Refused by one-verb; what is in it is not looked at. */
  steps: z.array(z.unknown()).optional().describe('A step has one verb: tools or steps.'),
  arguments: byTool(argumentsOf).optional(),
  output: byTool(projection).optional(),
  idempotency: byTool(idempotency).optional(),
  compensation: byTool(compensation).optional(),
  probe: byTool(probe).optional(),
});

export type SingleStepSyntax = z.infer<typeof singleStep> & { steps?: StepSyntax[] | undefined };
export type ToolsStepSyntax = z.infer<typeof toolsStep>;
/** `tools !== undefined` tells the two apart. Exactly one verb is a rule (one-verb), not a shape. */
export type StepSyntax = SingleStepSyntax | ToolsStepSyntax;

export const step: z.ZodType<StepSyntax> = z
  .lazy(() => z.union([groupOrSingle, toolsStep]))
  .meta({ id: 'step', title: 'Step' });

const groupOrSingle = singleStep.extend({
  steps: nonEmpty(step, 'a list of at least one step')
    .optional()
    .describe('A group of steps with an order of its own.'),
});

function byTool<Value extends z.ZodType>(value: Value) {
  return z.record(z.string(), value, { error: 'a mapping by tool' }).describe('By tool.');
}
