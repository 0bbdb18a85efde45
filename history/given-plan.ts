import { asGivenPlan } from './decode/checked.ts';
import type { Fact, GivenPlan } from './fact.ts';

/** The plan that a run was started with, or that the local activity of a start with bare input has resolved; null as long as there is none. */
export function givenPlan(facts: readonly Fact[]): GivenPlan | null {
  for (const fact of facts) {
    if (fact.kind === 'started' && fact.given !== null) return fact.given;
    // One that failed said that there is no plan yet: the run asked again.
    if (fact.kind === 'local_activity' && fact.type === 'resolvePlan' && fact.failure === null) {
      return asGivenPlan(fact.result);
    }
  }
  return null;
}
