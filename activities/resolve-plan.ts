import { activityInfo, Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { inForceOf } from '../history/lineage/in-force.ts';
import { planOfLineage, type AskingRun } from '../history/lineage/plan-of-lineage.ts';
import { isRefusal } from '../plan/failure-types.ts';
import { PLAN_VERSION, type Plan } from '../plan/plan.ts';
import type { PlanWaitType } from '../plan/waiting/plan-wait.ts';
import { admitStart } from './admit-start.ts';

export interface ResolvedPlan {
  plan: Plan;
  hash: string;
}

/** One sentence that says why there is no plan. `isPending`: the definition is there, and is compiled as soon as its servers can be asked. */
export interface NoPlan {
  problem: string;
  isPending: boolean;
}

export interface ResolveDeps {
  /** The worker's current plan of a definition. */
  planOf: (definition: string) => ResolvedPlan | NoPlan;
}

/**
 * Resolves a workflow type to its plan, and looks whether it may start; the local activity's marker keeps both in history. A run of an execution
 * that has other runs takes the plan that those went by: a step that was renamed or removed since is theirs.
 */
export function createResolvePlan({ planOf }: ResolveDeps) {
  return async (definition: string, firstRunId: string): Promise<ResolvedPlan> => {
    const { client } = Context.current();
    const { workflowId = '', runId = '' } = activityInfo().workflowExecution ?? {};
    const asking = { workflowId, runId, firstRunId };
    const lineage = await planOfLineage(client, asking, noBeat);
    switch (lineage.kind) {
      case 'none': {
        const found = present(planOf(definition));
        await admitStart({ definition, firstRunId, allowRepeat: found.plan.allowRepeat });
        return found;
      }
      case 'plan':
        return lookAgain(client, asking, lineage.given);
      case 'unreadable':
        throw await unreadablePlan(client, asking, lineage.unreadable);
    }
  };
}

/** A local activity has no heartbeat. */
function noBeat(): void {}

function present(found: ResolvedPlan | NoPlan): ResolvedPlan {
  if (!('problem' in found)) return found;
  const waits: PlanWaitType = 'NotCompiledYet';
  throw ApplicationFailure.nonRetryable(found.problem, found.isPending ? waits : 'UnknownDefinition');
}

/** What would refuse a start must not end a run whose effects are in force: nobody would see them any more. */
async function lookAgain(client: Client, asking: AskingRun, given: ResolvedPlan): Promise<ResolvedPlan> {
  const { plan } = given;
  try {
    checkVersion(plan);
    const { firstRunId } = asking;
    await admitStart({ definition: plan.name, firstRunId, allowRepeat: plan.allowRepeat });
    return given;
  } catch (error) {
    if (!(error instanceof ApplicationFailure) || !isRefusal(error.type)) throw error;
    const { paths, isPartOf } = await inForceOf(client, asking, noBeat);
    if (paths.length === 0 && !isPartOf) throw error;
    throw effectsInForce(`${error.message} ${sayInForce(paths, isPartOf)}`, paths);
  }
}

function checkVersion({ planVersion, name }: Plan): void {
  if ((planVersion as number) === PLAN_VERSION) return;
  const message = `This worker reads plans of version ${PLAN_VERSION}; "${name}" has version ${planVersion}.`;
  throw ApplicationFailure.nonRetryable(message, 'UnknownDefinition');
}

async function unreadablePlan(client: Client, asking: AskingRun, runIds: readonly string[]): Promise<Error> {
  const { paths } = await inForceOf(client, asking, noBeat);
  const which = runIds.length === 1 ? `run ${runIds[0] ?? ''}` : `the runs ${runIds.join(', ')}`;
  const what = `The plan of "${asking.workflowId}" stands in the history of ${which}, which is gone or cannot be decoded here.`;
  return effectsInForce(`${what} ${sayInForce(paths, true)}`, paths);
}

function sayInForce(paths: readonly string[], isPartOf: boolean): string {
  const more = paths.length > MAX_NAMES ? ` and ${paths.length - MAX_NAMES} more` : '';
  const known = paths.length === 0 ? '' : `In force may be: ${paths.slice(0, MAX_NAMES).join(', ')}${more}. `;
  const rest = isPartOf ? `What ${paths.length === 0 ? 'its other runs' : 'else they'} did is not known. ` : '';
  return `${known}${rest}${REMEDY}`;
}

const MAX_NAMES = 20;

const REMEDY =
  'It waits and looks again. When that does not help, undo by hand what is in force, then cancel it: it ends as SagaPartiallyCompensated, and nothing more is done.';

function effectsInForce(message: string, inForce: string[]): ApplicationFailure {
  const type: PlanWaitType = 'EffectsInForce';
  return ApplicationFailure.create({ type, message, nonRetryable: true, details: [{ inForce }] });
}
