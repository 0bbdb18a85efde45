import { ApplicationFailure } from '@temporalio/common';
import { patched, proxyLocalActivities, workflowInfo, type WorkflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';
import type { Recovers } from '../plan/past.ts';
import { PLAN_VERSION, type Plan } from '../plan/plan.ts';
import type { Identity } from './interpreter/run.ts';
import { initialState, type ExecutionState } from './interpreter/state.ts';
import { misfit } from './misfit.ts';
import { recover } from './recover.ts';

/** The second workflow argument. */
export interface PlanArgument {
  plan: Plan;
  hash: string;
}

/** The third workflow argument: from an earlier run of this execution, from its parent, or from the reconciler. */
export interface Carried {
  state?: ExecutionState;
  /** The key root of the parent, or of the execution that is recovered; neither uses its own (S9). */
  keyRoot?: string;
  /** The parent wants the child's ledger with its output (S32). */
  handsOver?: boolean;
  /** This is a recovery: it undoes what another execution left behind (S33). */
  recovers?: Recovers;
}

export interface Admitted {
  plan: Plan;
  hash: string;
  accepted: JsonObject;
  state: ExecutionState;
  identity: Identity;
  /** What of the third argument is believed: the next run gets no more. */
  carried: Carried;
}

/**
 * Before anything else: the plan, when only business input came, whether that input fits, and whether the id is free for it (S36). Refusals
 * are final failures. A start that our API made has been looked at and pays nothing.
 */
export async function admit(input: Json, given: PlanArgument | undefined, carried: Carried): Promise<Admitted> {
  const info = workflowInfo();
  const { plan, hash } = given ?? (await resolve(info));
  if ((plan.planVersion as number) !== PLAN_VERSION) {
    const message = `This worker reads plans of version ${PLAN_VERSION}; "${plan.name}" has version ${plan.planVersion}.`;
    throw ApplicationFailure.nonRetryable(message, 'UnknownDefinition');
  }
  const believed = believe(carried, info);
  const { state, keyRoot, recovers } = believed;
  const isFresh = state === undefined && keyRoot === undefined;
  // A copied start ("Start workflow like this one") brings its plan along, but not the memo.
  if (isFresh && given !== undefined && info.memo?.['admitted'] !== true && patched('admission')) {
    const { firstExecutionRunId: firstRunId, workflowType: definition } = info;
    await refusable(() => local.admitStart({ definition, firstRunId, allowRepeat: plan.allowRepeat }));
  }
  if (state === undefined) checkInput(plan, input);
  return {
    plan,
    hash,
    accepted: isJsonObject(input) ? input : {},
    state: recovers === undefined || state !== undefined ? stateOf(state, info) : await recover(plan, recovers),
    identity: {
      namespace: info.namespace,
      // A recovery sends the compensations of the execution it recovers, under that one's keys.
      workflowId: recovers?.workflowId ?? info.workflowId,
      runId: info.runId,
      keyRoot: keyRoot ?? info.firstExecutionRunId,
    },
    carried: believed,
  };
}

/** What was carried may come from an earlier version of this code, before there was all that is in it now. */
function stateOf(carried: ExecutionState | undefined, { startTime }: WorkflowInfo): ExecutionState {
  return { ...initialState(carried?.startedAt ?? startTime.getTime()), ...carried };
}

/** What is carried, from those who can: a copied start has the same arguments, but no parent and no run before it. */
function believe(carried: Carried, info: WorkflowInfo): Carried {
  const { recovers } = carried;
  if (recovers !== undefined) return info.workflowId.startsWith(`${recovers.workflowId}~recovery/`) ? carried : {};
  return info.parent !== undefined || info.continuedFromExecutionRunId !== undefined ? carried : {};
}

function checkInput(plan: Plan, input: Json): void {
  const problem = isJsonObject(input) ? misfit(plan.input, input) : 'it is not a JSON object';
  if (problem === null) return;
  throw ApplicationFailure.nonRetryable(`The input does not fit "${plan.name}": ${problem}.`, 'InvalidInput');
}

function resolve({ workflowType, firstExecutionRunId }: WorkflowInfo): Promise<PlanArgument> {
  return refusable(() => local.resolvePlan(workflowType, firstExecutionRunId));
}

/** A refusal becomes the execution's own failure. */
async function refusable<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (!(cause instanceof ApplicationFailure)) throw error;
    throw ApplicationFailure.nonRetryable(cause.message, cause.type ?? 'UnknownDefinition');
  }
}

const local = proxyLocalActivities<Pick<Activities, 'resolvePlan' | 'admitStart'>>({
  // A look at a long past takes a moment.
  startToCloseTimeout: '1m',
});
