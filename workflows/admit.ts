import { ApplicationFailure } from '@temporalio/common';
import { proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';
import { PLAN_VERSION, type Plan } from '../plan/plan.ts';
import type { Identity } from './interpreter/run.ts';
import { initialState, type ExecutionState } from './interpreter/state.ts';
import { misfit } from './misfit.ts';

/** The second workflow argument. */
export interface PlanArgument {
  plan: Plan;
  hash: string;
}

/** The third workflow argument: from an earlier run of this execution, or from its parent. */
export interface Carried {
  state?: ExecutionState;
  /** The parent's key root; a child never uses its own (S9). */
  keyRoot?: string;
  /** The parent wants the child's ledger with its output (S32). */
  handsOver?: boolean;
}

export interface Admitted {
  plan: Plan;
  hash: string;
  accepted: JsonObject;
  state: ExecutionState;
  identity: Identity;
}

/** Before anything else: the plan, when only business input came, and whether that input fits. Refusals are final failures. */
export async function admit(input: Json, given: PlanArgument | undefined, carried: Carried): Promise<Admitted> {
  const info = workflowInfo();
  const { plan, hash } = given ?? (await resolve(info.workflowType));
  if ((plan.planVersion as number) !== PLAN_VERSION) {
    const message = `This worker reads plans of version ${PLAN_VERSION}; "${plan.name}" has version ${plan.planVersion}.`;
    throw ApplicationFailure.nonRetryable(message, 'UnknownDefinition');
  }
  if (carried.state === undefined) checkInput(plan, input);
  return {
    plan,
    hash,
    accepted: isJsonObject(input) ? input : {},
    state: carried.state ?? initialState(info.startTime.getTime()),
    identity: {
      namespace: info.namespace,
      workflowId: info.workflowId,
      runId: info.runId,
      keyRoot: carried.keyRoot ?? info.firstExecutionRunId,
    },
  };
}

function checkInput(plan: Plan, input: Json): void {
  const problem = isJsonObject(input) ? misfit(plan.input, input) : 'it is not a JSON object';
  if (problem === null) return;
  throw ApplicationFailure.nonRetryable(`The input does not fit "${plan.name}": ${problem}.`, 'InvalidInput');
}

async function resolve(definition: string): Promise<PlanArgument> {
  try {
    return await local.resolvePlan(definition);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (!(cause instanceof ApplicationFailure)) throw error;
    throw ApplicationFailure.nonRetryable(cause.message, cause.type ?? 'UnknownDefinition');
  }
}

const local = proxyLocalActivities<Pick<Activities, 'resolvePlan'>>({ startToCloseTimeout: '10s' });
