import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import { evaluateTemplate } from '../../../plan/expressions/evaluate-template.ts';
import type { FailStep } from '../../../plan/plan.ts';
import { attempt } from '../state/attempt.ts';
import { scopeOf, type Context } from '../state/context.ts';
import type { Run } from '../state/run.ts';
import { failedWith, type StepResult } from '../state/state.ts';

/** `fail`: ends with a failure of the author's own type. */
export function runFail(run: Run, step: FailStep, context: Context): StepResult {
  const message = attempt(() => evaluateTemplate(step.message, scopeOf(run, context)));
  if (!message.ok) return message.failed;
  const text = typeof message.value === 'string' ? message.value : stringifyJson(message.value);
  return { ...failedWith({ type: step.type, message: text }), repeatable: false };
}
