import type { StepNode } from '../binding/model.ts';
import { milliseconds } from '../syntax/duration.ts';
import type { ApprovalStep, StepBase, WaitForStep } from '../../plan/plan.ts';

export function emitApproval(base: StepBase, node: StepNode): ApprovalStep {
  const { approval } = node.syntax;
  return {
    ...base,
    kind: 'approval',
    approvers: node.uses.get('approvers')?.template ?? { kind: 'literal', value: [] },
    prompt: node.uses.get('prompt')?.template ?? { kind: 'literal', value: `Approve step "${node.name}"?` },
    form: approval?.form ?? null,
    timeoutMs: milliseconds(approval?.timeout),
    onTimeout: approval?.on_timeout ?? 'fail',
    onReject: approval?.on_reject ?? 'fail',
  };
}

export function emitWaitFor(base: StepBase, node: StepNode): WaitForStep {
  const { wait_for: wait } = node.syntax;
  return {
    ...base,
    kind: 'wait_for',
    signal: wait?.signal ?? node.name,
    schema: wait?.schema ?? null,
    timeoutMs: milliseconds(wait?.timeout),
    onTimeout: wait?.on_timeout ?? 'fail',
  };
}
