import type { ExecutionEvent } from '../../plan/events.ts';
import { noPlan } from '../../plan/waiting/no-plan.ts';
import { missingPlan, planAwaited, planSettled } from '../../plan/waiting/plan-wait.ts';
import { closeFacts } from '../facts-alone/close-facts.ts';
import type { Fact, FactOf, GivenPlan } from '../fact.ts';

/** What a run shows that waits for its plan, as `workflows/await-plan.ts` shows it. */
export interface PlanWaitReader {
  /** Stands for the plan as long as it waits; null when nothing was ever missing. */
  placeholder(definition: string): GivenPlan | null;
  /** What a workflow task without a plan led to. */
  read(task: { at: number; commands: readonly Fact[] }): ExecutionEvent[];
  /** The plan is there; nothing to say when none was waited for. */
  end(given: GivenPlan, at: number): ExecutionEvent[];
}

export function createPlanWaitReader(): PlanWaitReader {
  let said: string | null = null;
  return {
    placeholder: (definition) => (said === null ? null : { plan: noPlan(definition), hash: '' }),
    read({ at, commands }) {
      const events: ExecutionEvent[] = [];
      for (const fact of commands) {
        if (fact.kind === 'local_activity') {
          const missing = missingPlan(fact.failure?.type, fact.failure?.message ?? '', fact.details);
          if (missing === null || missing.message === said) continue;
          said = missing.message;
          events.push(planAwaited(missing, iso(at)));
        } else if (fact.kind === 'ended' && said !== null) events.push(...close(fact));
      }
      return events;
    },
    end: ({ plan }, at) => (said === null ? [] : [planSettled(plan.compensates ? 'forward' : 'none', iso(at))]),
  };
}

/** Nothing was done in this run; only what other runs left in force is told of by its saga. */
function close(end: FactOf<'ended'>): ExecutionEvent[] {
  const isLeft = end.failure?.type === 'SagaPartiallyCompensated';
  return [planSettled(isLeft ? 'partially_compensated' : 'none', iso(end.at)), ...closeFacts(end)];
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
