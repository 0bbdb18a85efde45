import type { JsonSchema } from '../../../plan/json.ts';
import { inlineRefs } from '../../schemas/inline-refs.ts';
import { withNull } from '../../schemas/types.ts';
import type { Context } from '../context.ts';
import type { StepNode } from '../model.ts';
import { readUse, visibility } from '../templates/read-template.ts';

/** `approval:` — who is asked what; the output is the decision. */
export function bindApproval(context: Context, step: StepNode): void {
  const { approval } = step.syntax;
  if (approval === undefined) return;
  const sees = visibility(step);
  const path = [...step.path, 'approval'];
  for (const key of ['approvers', 'prompt'] as const) {
    const value = approval[key];
    const wants = key === 'prompt' ? 'text' : 'any';
    if (value !== undefined) step.uses.set(key, readUse(context, value, [...path, key], sees, wants));
  }
  const form = approval.form === undefined ? {} : withNull(inlineRefs(approval.form));
  step.output = decision(form);
}

/** `wait_for:` — a named signal; the output is its payload. */
export function bindWaitFor(_context: Context, step: StepNode): void {
  const { wait_for: wait } = step.syntax;
  if (wait?.schema === undefined) return;
  const schema = inlineRefs(wait.schema);
  step.output = wait.on_timeout === 'continue' ? withNull(schema) : schema;
}

/** `fail:` — never has an output. */
export function bindFail(context: Context, step: StepNode): void {
  const { fail } = step.syntax;
  step.output = { type: 'null' };
  if (fail === undefined) return;
  const path = [...step.path, 'fail', 'message'];
  step.uses.set('message', readUse(context, fail.message, path, visibility(step), 'text'));
}

function decision(form: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: {
      approved: { type: 'boolean' },
      by: { type: ['string', 'null'] },
      at: { type: ['string', 'null'] },
      form,
    },
    required: ['approved', 'by', 'at', 'form'],
    additionalProperties: false,
  };
}
