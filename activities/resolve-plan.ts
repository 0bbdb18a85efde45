import { ApplicationFailure } from '@temporalio/common';
import type { Plan } from '../plan/plan.ts';

export interface ResolvedPlan {
  plan: Plan;
  hash: string;
}

export interface ResolveDeps {
  /** The worker's current plan of a definition, or one sentence that says why there is none. */
  planOf: (definition: string) => ResolvedPlan | { problem: string };
}

/** Resolves a workflow type to its plan; the local activity's marker keeps it in history. */
export function createResolvePlan({ planOf }: ResolveDeps) {
  return (definition: string): Promise<ResolvedPlan> => {
    const found = planOf(definition);
    if ('plan' in found) return Promise.resolve(found);
    return Promise.reject(ApplicationFailure.nonRetryable(found.problem, 'UnknownDefinition'));
  };
}
