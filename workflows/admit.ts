import { ApplicationFailure } from '@temporalio/common';
import { patched, proxyLocalActivities, workflowInfo, type WorkflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';
import { isRecoveryOf } from '../plan/path.ts';
import type { Recovers } from '../plan/past.ts';
import { PLAN_VERSION, type Plan } from '../plan/plan.ts';
import { after, type Eventually } from './interpreter/eventually.ts';
import type { Identity } from './interpreter/state/run.ts';
import { initialState, type ExecutionState } from './interpreter/state/state.ts';
import { misfit } from './misfit.ts';
import { recover } from './recover.ts';
import type { Scopes } from './scopes.ts';

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
 * are final failures. A start that our API made has been looked at: it is admitted at once, and pays nothing.
 */
export function admit(
  input: Json,
  given: PlanArgument | undefined,
  carried: Carried,
  scopes: Scopes,
): Eventually<Admitted> {
  const info = workflowInfo();
  const believed = believe(carried, info);
  const isFresh = believed.state === undefined && believed.keyRoot === undefined;
  return after(given ?? scopes.shielded(() => resolve(info)), ({ plan, hash }) => {
    checkVersion(plan);
    // A copied start ("Start workflow like this one") brings its plan along, but not the memo.
    const isCopy = isFresh && given !== undefined && info.memo?.['admitted'] !== true && patched('admission');
    return after(isCopy ? scopes.shielded(() => lookAtPast(plan, info)) : null, () => {
      if (believed.state === undefined) checkInput(plan, input);
      return after(firstState(plan, believed, info, scopes), (state) => ({
        plan,
        hash,
        accepted: isJsonObject(input) ? input : {},
        state,
        identity: identityOf(believed, info),
        carried: believed,
      }));
    });
  });
}

function firstState(
  plan: Plan,
  { state, recovers }: Carried,
  { startTime }: WorkflowInfo,
  scopes: Scopes,
): Eventually<ExecutionState> {
  if (recovers !== undefined && state === undefined) return scopes.shielded(() => recover(plan, recovers));
  // What was carried may come from an earlier version of this code, before there was all that is in it now.
  return { ...initialState(state?.startedAt ?? startTime.getTime()), ...state };
}

function identityOf({ keyRoot, recovers }: Carried, info: WorkflowInfo): Identity {
  return {
    namespace: info.namespace,
    // A recovery sends the compensations of the execution it recovers, under that one's keys.
    workflowId: recovers?.workflowId ?? info.workflowId,
    runId: info.runId,
    keyRoot: keyRoot ?? info.firstExecutionRunId,
  };
}

/** What is carried, from those who can: a copied start has the same arguments, but no parent and no run before it. */
function believe(carried: Carried, info: WorkflowInfo): Carried {
  const { recovers } = carried;
  if (recovers !== undefined) return isRecoveryOf(recovers.workflowId, info.workflowId) ? carried : {};
  return info.parent !== undefined || info.continuedFromExecutionRunId !== undefined ? carried : {};
}

function checkVersion({ planVersion, name }: Plan): void {
  if ((planVersion as number) === PLAN_VERSION) return;
  const message = `This worker reads plans of version ${PLAN_VERSION}; "${name}" has version ${planVersion}.`;
  throw ApplicationFailure.nonRetryable(message, 'UnknownDefinition');
}

function checkInput(plan: Plan, input: Json): void {
  const problem = isJsonObject(input) ? misfit(plan.input, input) : 'it is not a JSON object';
  if (problem === null) return;
  throw ApplicationFailure.nonRetryable(`The input does not fit "${plan.name}": ${problem}.`, 'InvalidInput');
}

function resolve({ workflowType, firstExecutionRunId }: WorkflowInfo): Promise<PlanArgument> {
  return refusable(() => local.resolvePlan(workflowType, firstExecutionRunId));
}

async function lookAtPast(
  plan: Plan,
  { firstExecutionRunId: firstRunId, workflowType: definition }: WorkflowInfo,
): Promise<void> {
  await refusable(() => local.admitStart({ definition, firstRunId, allowRepeat: plan.allowRepeat }));
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
