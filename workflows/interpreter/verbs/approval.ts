import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import { evaluateTemplate } from '../../../plan/expressions/evaluate-template.ts';
import type { Json } from '../../../plan/json.ts';
import type { ApprovalStep } from '../../../plan/plan.ts';
import { attempt } from '../state/attempt.ts';
import { pathOf, scopeOf, type Context } from '../state/context.ts';
import { at, observe, type Run, type WaitingApproval } from '../state/run.ts';
import { completed, failedBeforeEffect, STOPPED, type StepResult } from '../state/state.ts';
import { waitUntil } from '../forward/wait-until.ts';

/** `approval`: waits for a person; output `{approved, by, at, form}`. */
export async function runApproval(
  run: Run,
  step: ApprovalStep,
  context: Context,
  index: number | null,
): Promise<StepResult> {
  const path = pathOf(context, step, index);
  const scope = scopeOf(run, context);
  const approvers = attempt(() => evaluateTemplate(step.approvers, scope));
  const prompt = attempt(() => evaluateTemplate(step.prompt, scope));
  if (!approvers.ok) return approvers.failed;
  if (!prompt.ok) return prompt.failed;

  const waiting: WaitingApproval = { path, step: step.name, form: step.form, approvers: approvers.value, answer: null };
  run.approvals.set(path, waiting);
  observe(run, { type: 'step_waiting', path, kind: 'approval', form: step.form, message: question(prompt.value) });
  const ended = await waitUntil(run, path, step.timeoutMs, () => waiting.answer !== null);
  run.approvals.delete(path);

  if (ended === 'stopped') return STOPPED;
  if (waiting.answer === null && step.onTimeout === 'fail') {
    return failedBeforeEffect('ApprovalTimedOut', `Nobody answered the approval "${step.name}" in time.`);
  }
  const { approved, by, form, reason } = waiting.answer ?? { approved: false };
  if (waiting.answer !== null && !approved && step.onReject === 'fail') {
    const who = by === undefined ? 'The approval was rejected' : `Rejected by ${by}`;
    return {
      ...failedBeforeEffect('ApprovalRejected', reason === undefined ? `${who}.` : `${who}: ${reason}`),
      repeatable: false,
    };
  }
  observe(run, { type: 'step_completed', path });
  return completed({ approved, by: by ?? null, at: waiting.answer === null ? null : at(run), form: form ?? null });
}

function question(prompt: Json): string {
  return typeof prompt === 'string' ? prompt : stringifyJson(prompt);
}
