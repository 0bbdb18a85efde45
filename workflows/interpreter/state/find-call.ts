import type { Call, Compensation, Plan, Step, WorkflowStep } from '../../../plan/plan.ts';
import { callsOf } from '../../../plan/walk.ts';
import type { LedgerEntry, Position } from '../../../plan/ledger.ts';

/** The plan's call behind a ledger entry; null for a child execution. */
export function findCall(plan: Plan, entry: LedgerEntry): Call | null {
  const step = findStep(plan, entry.position);
  const calls = step === undefined ? [] : callsOf(step);
  const { call: index } = entry.position;
  return calls.find((one) => one.index === index && one.isFallback === entry.isFallback)?.call ?? null;
}

export function findCompensation(plan: Plan, entry: LedgerEntry): Compensation | null {
  return findCall(plan, entry)?.compensation ?? null;
}

/** Whether anything undoes it: a completed child by its own ledger. */
export function isCompensatable(run: { readonly plan: Plan }, entry: LedgerEntry): boolean {
  return entry.child !== null || findCompensation(run.plan, entry) !== null;
}

export function findChild(plan: Plan, entry: LedgerEntry): WorkflowStep | null {
  const step = findStep(plan, entry.position);
  return step?.kind === 'workflow' ? step : null;
}

function findStep(plan: Plan, position: Position): Step | undefined {
  let list = plan.steps;
  let step: Step | undefined;
  for (const level of position.steps) {
    step = list.find((candidate) => candidate.name === level.name);
    list = step?.kind === 'group' ? step.steps : [];
  }
  return step;
}
