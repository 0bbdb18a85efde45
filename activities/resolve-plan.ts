import { ApplicationFailure } from '@temporalio/common';
import type { Plan } from '../plan/plan.ts';
import { admitStart } from './admit-start.ts';

export interface ResolvedPlan {
  plan: Plan;
  hash: string;
}

export interface ResolveDeps {
  /** The worker's current plan of a definition, or one sentence that says why there is none. */
  planOf: (definition: string) => ResolvedPlan | { problem: string };
}

/** Resolves a workflow type to its plan, and looks whether it may start; the local activity's marker keeps both in history. */
export function createResolvePlan({ planOf }: ResolveDeps) {
  return async (definition: string, firstRunId: string): Promise<ResolvedPlan> => {
    const found = planOf(definition);
    if ('problem' in found) throw ApplicationFailure.nonRetryable(found.problem, 'UnknownDefinition');
    await admitStart({ definition, firstRunId, allowRepeat: found.plan.allowRepeat });
    return found;
  };
}
