import { z } from 'zod';
import {
  duration,
  failureType,
  json,
  jsonMapping,
  jsonSchema,
  expression,
  name,
  nonEmpty,
  oneOf,
  serverName,
  text,
  toolName,
} from './scalars.ts';
import { retryPolicy, timeouts } from './policies.ts';

export const argumentsOf = z.union([expression, jsonMapping]).meta({
  title: 'Arguments',
  description: 'Values and expressions by name, or one expression that gives the whole object.',
});

export const projection = z
  .union([expression, jsonMapping])
  .meta({ title: 'Output', description: 'What of the result is kept in history and visible to other steps.' });

export const compensation = z
  .union([
    toolName,
    z.strictObject({
      mcp_server: serverName.optional().describe("Default: the step's server."),
      action: toolName.describe('The tool that undoes the step.'),
      arguments: argumentsOf
        .optional()
        .describe("Default: bound from the step's arguments, then its output, then the input."),
      without_output: argumentsOf.optional().describe('Arguments for every outcome without an output.'),
      retry_policy: retryPolicy.optional(),
      timeout: timeouts.optional(),
    }),
    z.strictObject({ none: text.describe('Why this step needs no compensation; shown to operators.') }),
  ])
  .meta({ title: 'Compensation', description: 'The tool that semantically undoes the step.' });

export const probe = z
  .strictObject({
    mcp_server: serverName.optional().describe("Default: the step's server."),
    action: toolName.describe('A tool that only reads.'),
    arguments: argumentsOf.optional().describe('Reads `key`, `arguments` and what the step sees.'),
    happened: expression.describe("Reads the probe's `output`, `key` and `arguments`; true when the call happened."),
    result: json.optional().describe("The step's output when the call happened."),
  })
  .meta({ title: 'Probe', description: 'A read-only tool that tells whether an unknown call happened.' });

export const fallback = z
  .union([
    z.strictObject({
      mcp_server: serverName.optional().describe("Default: the step's server."),
      action: toolName.describe('The tool to call instead.'),
      arguments: argumentsOf.optional(),
      compensation: compensation.optional(),
    }),
    z.strictObject({ value: json.describe('Used in place of the output.') }),
  ])
  .meta({ title: 'Fallback', description: 'What is done after the last attempt.' });

const approval = z
  .strictObject({
    approvers: z
      .union([text, nonEmpty(text, 'a list of at least one name')])
      .optional()
      .describe('Who may decide: names, or an expression.'),
    prompt: text.optional().describe('The question that the approver reads.'),
    form: jsonSchema.optional().describe('JSON Schema of what the approver fills in.'),
    timeout: duration.optional().describe('How long to wait. Default: for ever.'),
    on_timeout: oneOf(['fail', 'continue']).optional().describe('`continue`: goes on with `approved: false`.'),
    on_reject: oneOf(['fail', 'continue']).optional().describe('`continue`: goes on with `approved: false`.'),
  })
  .meta({ title: 'Approval', description: 'Waits for a person.' });

const waitFor = z
  .strictObject({
    signal: name.describe('Name of the signal.'),
    schema: jsonSchema.optional().describe('JSON Schema of its payload; what does not fit is dropped and shown.'),
    timeout: duration.optional().describe('How long to wait. Default: for ever.'),
    on_timeout: oneOf(['fail', 'continue']).optional().describe('`continue`: goes on with the output null.'),
  })
  .meta({ title: 'Wait for a signal', description: 'Waits for a named signal; its payload is the output.' });

const fail = z
  .strictObject({
    type: failureType.describe('Type of the failure, in PascalCase.'),
    message: text.describe('One sentence for people; may hold expressions.'),
  })
  .meta({ title: 'Fail', description: 'Ends with a failure, and so compensates.' });

/** The keys of the verbs that look the same on every step; `tools` and `steps` change the shape of the step itself. */
export const plainVerbs = {
  action: toolName.optional().describe('The tool to call.'),
  resource: text.optional().describe('The URI of a resource to read; expressions in it are percent-encoded.'),
  approval: approval.optional(),
  wait_for: waitFor.optional(),
  sleep: duration.optional().describe('A durable timer.'),
  workflow: name.optional().describe('Another definition, run as a child execution.'),
  fail: fail.optional(),
};
