import type { ApprovalAnswer, ApprovalVerb } from '../../../plan/messages.ts';
import type { Run, WaitingApproval } from '../state/run.ts';

/** What would be wrong with an answer to an approval, as one sentence; null when it fits. */
export function refuseAnswer(run: Run | null, verb: ApprovalVerb, answer: ApprovalAnswer): string | null {
  const found = findApproval(run, verb, answer);
  return typeof found === 'string' ? found : null;
}

/** Takes an answer that fits; gives the sentence of what does not. */
export function takeAnswer(run: Run | null, verb: ApprovalVerb, answer: ApprovalAnswer): string | null {
  const found = findApproval(run, verb, answer);
  if (typeof found === 'string') return found;
  found.answer = { ...answer, approved: verb === 'approve' };
  return null;
}

function findApproval(run: Run | null, verb: ApprovalVerb, answer: ApprovalAnswer): WaitingApproval | string {
  const waiting = run === null ? [] : [...run.approvals.values()].filter((approval) => approval.answer === null);
  if (run === null || waiting.length === 0) return 'No approval waits for an answer here.';

  const named = waiting.filter(
    (approval) => answer.step === undefined || approval.step === answer.step || approval.path === answer.step,
  );
  const [only] = named;
  const names = waiting.map((approval) => `"${approval.path}"`).join(', ');
  if (only === undefined) return `No approval "${answer.step ?? ''}" waits here. Waiting: ${names}.`;
  if (named.length > 1) return `Several approvals wait; name one by "step": ${names}.`;
  if (Array.isArray(only.approvers) && answer.by !== undefined && !only.approvers.includes(answer.by)) {
    return `"${answer.by}" is not among the approvers of "${only.path}": ${only.approvers.map(String).join(', ')}.`;
  }
  if (verb === 'reject' || only.form === null) return only;
  const misfit = run.effects.misfit(only.form, answer.form ?? {});
  return misfit === null ? only : `The form of "${only.path}" does not fit: ${misfit}`;
}
