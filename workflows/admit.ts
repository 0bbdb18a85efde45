import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import {
  CancellationScope,
  condition,
  patched,
  proxyLocalActivities,
  sleep,
  workflowInfo,
  type WorkflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../plan/json.ts';
import { asPlanReads } from '../plan/numbers/as-plan-reads.ts';
import { BEYOND_ALL, infiniteIn } from '../plan/numbers/infinite-in.ts';
import { PLAN_VERSION, type Plan } from '../plan/plan.ts';
import type { PlanWait } from './await-plan.ts';
import { believe, firstState, identityOf, type Carried, type RunInfo } from './begin.ts';
import { after, type Eventually } from './interpreter/eventually.ts';
import type { Identity } from './interpreter/state/run.ts';
import type { ExecutionState } from './interpreter/state/state.ts';
import { misfit } from './misfit.ts';
import type { RecoveryWorld } from './recover.ts';
import { readPast } from './effects/read-past.ts';
import type { Scopes } from './effects/scopes.ts';

/** The second workflow argument. */
export interface PlanArgument {
  plan: Plan;
  hash: string;
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
  isSuperseded: () => boolean,
  wait: PlanWait,
): Eventually<Admitted> {
  const info = workflowInfo();
  const run = runInfo(info);
  const believed = believe(carried, run);
  const isFresh = believed.state === undefined && believed.keyRoot === undefined;
  return after(given ?? scopes.shielded(() => resolve(info, wait)), ({ plan: resolved, hash }) => {
    const plan = asPlanReads(resolved, resolved);
    checkVersion(plan);
    // A copied start ("Start workflow like this one") brings its plan along, but not the memo.
    const isCopy = isFresh && given !== undefined && info.memo?.['admitted'] !== true && patched('admission');
    return after(isCopy ? scopes.shielded(() => lookAtPast(plan, info)) : null, () => {
      const read = asPlanReads(plan, { input, carried: believed });
      if (believed.state === undefined) checkInput(plan, read.input);
      return after(shieldedState(plan, read.carried, run, scopes, isSuperseded), (state) => ({
        plan,
        hash,
        accepted: isJsonObject(read.input) ? read.input : {},
        state,
        identity: identityOf(believed, run),
        carried: read.carried,
      }));
    });
  });
}

function runInfo(info: WorkflowInfo): RunInfo {
  const { namespace, workflowId, runId, firstExecutionRunId, startTime } = info;
  const hasParent = info.parent !== undefined;
  const isContinued = info.continuedFromExecutionRunId !== undefined;
  return { namespace, workflowId, runId, firstExecutionRunId, hasParent, isContinued, startedAt: startTime.getTime() };
}

/** A recovery reads before it begins, and no cancel of the execution ends that. */
function shieldedState(
  plan: Plan,
  carried: Carried,
  run: RunInfo,
  scopes: Scopes,
  isSuperseded: () => boolean,
): Eventually<ExecutionState> {
  const world: RecoveryWorld = {
    readPast: (request) => readPast(request).then((past) => asPlanReads(plan, past)),
    sleep: (ms, summary) => sleepUntil(ms, summary, isSuperseded),
    isSuperseded,
    patched,
  };
  if (carried.recovers === undefined || carried.state !== undefined) return firstState(plan, carried, run, world);
  return scopes.shielded(() => Promise.resolve(firstState(plan, carried, run, world)));
}

async function sleepUntil(ms: number, summary: string, isOver: () => boolean): Promise<void> {
  const scope = new CancellationScope({ cancellable: true });
  const slept = scope.run(() => sleep(ms, { summary })).catch(() => undefined);
  await Promise.race([slept, condition(isOver)]);
  scope.cancel();
}

function checkVersion({ planVersion, name }: Plan): void {
  if ((planVersion as number) === PLAN_VERSION) return;
  const message = `This worker reads plans of version ${PLAN_VERSION}; "${name}" has version ${planVersion}.`;
  throw ApplicationFailure.nonRetryable(message, 'UnknownDefinition');
}

function checkInput(plan: Plan, input: Json): void {
  const problem = isJsonObject(input) ? (unheld(plan, input) ?? misfit(plan.input, input)) : 'it is not a JSON object';
  if (problem === null) return;
  throw ApplicationFailure.nonRetryable(`The input does not fit "${plan.name}": ${problem}.`, 'InvalidInput');
}

/** A start by Temporal's own means has passed no door of ours. Executions that were started before this was asked go on. */
function unheld({ numbers }: Plan, input: JsonObject): string | null {
  const pointer = numbers === 'exact' ? infiniteIn(input) : null;
  return pointer === null ? null : `${pointer} ${BEYOND_ALL}`;
}

function resolve({ workflowType, firstExecutionRunId }: WorkflowInfo, wait: PlanWait): Promise<PlanArgument> {
  return refusable(() => wait.until(() => local.resolvePlan(workflowType, firstExecutionRunId)));
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
    // Canceled while it waited for its plan: that is an end of its own.
    if (error instanceof ApplicationFailure || error instanceof CancelledFailure) throw error;
    const cause = error instanceof Error ? error.cause : undefined;
    if (!(cause instanceof ApplicationFailure)) throw error;
    throw ApplicationFailure.nonRetryable(cause.message, cause.type ?? 'UnknownDefinition');
  }
}

const local = proxyLocalActivities<Pick<Activities, 'resolvePlan' | 'admitStart'>>({
  // A look at a long past takes a moment.
  startToCloseTimeout: '1m',
});
