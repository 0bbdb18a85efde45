import {
  ActivityCancellationType,
  ChildWorkflowCancellationType,
  executeChild,
  ParentClosePolicy,
  patched,
  scheduleActivity,
  sleep,
  workflowInfo,
  type ActivityOptions,
} from '@temporalio/workflow';
import { activityType, type CallReport, type CallRequest, type CallReturn } from '../../plan/call.ts';
import type { ExecutionEvent } from '../../plan/events.ts';
import { asPlanReads } from '../../plan/numbers/as-plan-reads.ts';
import { activityId } from '../../plan/path.ts';
import type { Plan } from '../../plan/plan.ts';
import { DEFAULT_TENANT, ownershipMemo, ownershipOf } from '../../plan/ownership.ts';
import type { CancelToken } from '../interpreter/cancel-token.ts';
import type { ChildReport, ChildRequest, Effects } from '../interpreter/effects.ts';
import { Later } from '../interpreter/eventually.ts';
import type { ExecutionState } from '../interpreter/state/state.ts';
import { createLaterRun } from './later-run.ts';
import { createPastWatch } from './past-watch.ts';
import type { Recovers } from '../../plan/past.ts';
import type { Scopes } from './scopes.ts';
import { misfit } from '../misfit.ts';
import { CANCELED_WHILE_WAITING, NEVER_SENT, reportCallReturn, reportChildReturn } from '../report-return.ts';
import { tenant } from '../search-attributes.ts';
import { knownAttributes } from '../report/set-attributes.ts';
import { isCanceledUnsent, reportCallFailure, reportChildFailure } from '../report-failure.ts';

/** The interpreter's effects on Temporal. */
export function createEffects(
  scopes: Scopes,
  state: ExecutionState,
  observe: (event: ExecutionEvent) => void,
  recovers: Recovers | undefined,
  plan: Plan,
): Effects {
  const { requestId, tenant: owner } = ownershipOf(workflowInfo().memo);
  const owned = (request: CallRequest): CallRequest => ({
    ...request,
    ...(plan.numbers === undefined ? {} : { numbers: plan.numbers }),
    ...(requestId === null ? {} : { requestId }),
    ...(request.cacheMs === null ? {} : { tenant: owner }),
  });
  return {
    now: () => Date.now(),
    call: (request, cancel) => callTool(owned(request), cancel, scopes, plan),
    child: (request, cancel) => runChild(request, cancel, scopes, plan),
    timer: (ms, label, cancel) => waitFor(ms, label, cancel, scopes),
    until: (predicate) => scopes.until(predicate),
    past: createPastWatch(state, scopes, recovers, plan),
    laterRun: createLaterRun(scopes, recovers),
    historyIsLong: () => workflowInfo().continueAsNewSuggested,
    patched: (id) => patched(id),
    misfit,
    observe,
  };
}

function callTool(request: CallRequest, cancel: CancelToken, scopes: Scopes, plan: Plan): PromiseLike<CallReport> {
  if (cancel.canceled) {
    return Promise.resolve(NEVER_SENT);
  }
  const task = workflowInfo().historyLength;
  const returned = scopes.within(cancel, () =>
    scheduleActivity<CallReturn>(activityType(request), [request], activityOptions(request)),
  );
  return new Later(returned, (end, isError) => {
    if (!isError) return reportCallReturn(asPlanReads(plan, end), patched);
    // Canceled in the very workflow task that scheduled it: then Temporal has never heard of it.
    const wasScheduled = workflowInfo().historyLength !== task;
    if (!wasScheduled) return NEVER_SENT;
    // Executions from before this patch took such a call for unknown.
    const isUnsent = isCanceledUnsent(end, request) && patched('canceled-unsent');
    return isUnsent ? CANCELED_WHILE_WAITING : reportCallFailure(end, patched);
  });
}

/**
 * No schedule-to-close: a worker outage must not start compensations. Temporal retries without a limit of its own, because the activity
 * counts. A call that must not be repeated ends with an attempt that was lost: it may have been sent.
 */
function activityOptions(request: CallRequest): ActivityOptions {
  const { timeout, retry, repeatable } = request;
  return {
    activityId: activityId(request),
    summary: request.direction === 'forward' ? request.path : `${request.path} (${request.direction})`,
    startToCloseTimeout: timeout.attemptMs + MARGIN_MS,
    heartbeatTimeout: timeout.heartbeatMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      initialInterval: retry.initialIntervalMs,
      backoffCoefficient: retry.backoffCoefficient,
      maximumInterval: Math.max(retry.maximumIntervalMs, retry.initialIntervalMs),
      ...(repeatable ? {} : { nonRetryableErrorTypes: LOST_ATTEMPTS }),
    },
  };
}

/** How Temporal and its worker name attempts that ended without a word of ours. */
const LOST_ATTEMPTS = ['TemporalTimeout:StartToClose', 'TemporalTimeout:Heartbeat', 'PayloadsTooLarge'];

/** The attempt's own timeout speaks first: it knows what was sent. */
const MARGIN_MS = 5_000;

async function runChild(
  request: ChildRequest,
  cancel: CancelToken,
  scopes: Scopes,
  parent: Plan,
): Promise<ChildReport> {
  const { id, definition, plan, planHash, input, keyRoot, path } = request;
  const owner = ownershipOf(workflowInfo().memo);
  try {
    const handed: unknown = await scopes.within(cancel, () =>
      executeChild(definition, {
        workflowId: id,
        args: [input, { plan, hash: planHash }, { keyRoot, handsOver: true }],
        // The default, TERMINATE, would never compensate (S32).
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
        staticSummary: path,
        memo: ownershipMemo(owner),
        typedSearchAttributes: knownAttributes(
          owner.tenant === DEFAULT_TENANT ? [] : [{ key: tenant, value: owner.tenant }],
        ),
      }),
    );
    return reportChildReturn(asPlanReads(parent, handed), patched);
  } catch (error) {
    return reportChildFailure(error);
  }
}

async function waitFor(ms: number, label: string, cancel: CancelToken, scopes: Scopes): Promise<'fired' | 'canceled'> {
  if (cancel.canceled) return 'canceled';
  try {
    await scopes.within(cancel, () => sleep(Math.max(1, ms), { summary: label }));
    return 'fired';
  } catch {
    return 'canceled';
  }
}
