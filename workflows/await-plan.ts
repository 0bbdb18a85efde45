import { ApplicationFailure } from '@temporalio/common';
import {
  CancelledFailure,
  CancellationScope,
  isCancellation,
  log,
  setCurrentDetails,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Json } from '../plan/json.ts';
import { noPlan } from '../plan/waiting/no-plan.ts';
import { ownershipOf } from '../plan/ownership.ts';
import {
  missingPlan,
  planAwaited,
  planPauseMs,
  planSettled,
  PLAN_TIMER,
  type MissingPlan,
} from '../plan/waiting/plan-wait.ts';
import { createViewFold, type ViewFold } from '../plan/view/fold.ts';
import type { ExecutionFailureView, ExecutionView, SagaState } from '../plan/view.ts';
import type { ClosedEvent } from './closed-event.ts';
import { describeView } from './report/describe-view.ts';
import { setAttributes } from './report/set-attributes.ts';
import { parkReason, sagaState } from './search-attributes.ts';

/** The time in which an execution has no plan yet, and what people see and may say then. */
export interface PlanWait {
  /** Null as long as nothing is missing. */
  view(): ExecutionView | null;
  problem(): string | null;
  /** Asks until there is a plan, or a refusal. A cancel ends it between two looks. */
  until<T>(ask: () => Promise<T>): Promise<T>;
}

/** `root`: only it hears of a cancel. Everything else runs in `shield`. */
export function createPlanWait(root: CancellationScope, shield: CancellationScope): PlanWait {
  let missing: MissingPlan | null = null;
  let fold: ViewFold | null = null;

  const show = (next: MissingPlan): void => {
    // One event for all looks that say the same.
    if (next.message === missing?.message) return;
    missing = next;
    fold ??= beginFold();
    fold.apply(planAwaited(next, now()));
    setAttributes([
      { key: sagaState, value: fold.head().sagaState },
      { key: parkReason, value: next.message.slice(0, KEYWORD_LENGTH) },
    ]);
    setCurrentDetails(describeView(fold.view()));
    log.warn('no plan yet', { reason: next.message });
  };
  /** `end`: it ends without a plan. */
  const hide = (state: SagaState, end: ClosedEvent | null): void => {
    if (missing === null || fold === null) return;
    missing = null;
    fold.apply(planSettled(state, now()));
    if (end !== null) fold.apply(end);
    setAttributes([
      { key: sagaState, value: state === 'none' ? null : state },
      { key: parkReason, value: null },
    ]);
    setCurrentDetails('');
  };
  return {
    view: () => fold?.view() ?? null,
    problem: () => missing?.message ?? null,
    async until(ask) {
      for (let looks = 0; ; looks += 1) {
        try {
          const found = await ask();
          hide('none', null);
          return found;
        } catch (error) {
          const next = missingOf(error);
          if (next === null) {
            hide('none', closedBy(error));
            throw error;
          }
          show(next);
          if (!(await isCanceledMeanwhile(root, shield, planPauseMs(looks)))) continue;
          const end = canceled(next);
          hide(next.type === 'EffectsInForce' ? 'partially_compensated' : 'none', closedBy(end));
          throw end;
        }
      }
    },
  };
}

function now(): string {
  return new Date().toISOString();
}

/** Visibility on SQL cuts or refuses longer keywords. */
const KEYWORD_LENGTH = 250;

function missingOf(error: unknown): MissingPlan | null {
  // A local activity fails with its own failure, a remote one would wrap it.
  const failure = error instanceof ApplicationFailure ? error : error instanceof Error ? error.cause : undefined;
  if (!(failure instanceof ApplicationFailure)) return null;
  return missingPlan(failure.type, failure.message, (failure.details?.[0] ?? null) as Json);
}

function beginFold(): ViewFold {
  const { workflowId: id, runId, workflowType, startTime, memo } = workflowInfo();
  const beginning = { id, runId, planHash: '', startedAt: startTime.toISOString(), owner: ownershipOf(memo) };
  return createViewFold(noPlan(workflowType), beginning);
}

/** The end as who reads the history sees it. */
function closedBy(error: unknown): ClosedEvent | null {
  const nothing = { step: null, cause: null, compensated: [], notCompensated: [] };
  if (error instanceof CancelledFailure)
    return { type: 'closed', at: now(), status: 'canceled', failure: { ...CANCELED, ...nothing } };
  if (!(error instanceof ApplicationFailure)) return null;
  const details = error.details?.[0] as Partial<ExecutionFailureView> | undefined;
  const failure = { type: error.type ?? '', message: error.message, ...nothing, ...details };
  return { type: 'closed', at: now(), status: 'failed', failure };
}

const CANCELED = { type: 'Canceled', message: 'The execution was canceled.' };

/** Waits for the next look, or for a cancel. */
async function isCanceledMeanwhile(root: CancellationScope, shield: CancellationScope, ms: number): Promise<boolean> {
  if (root.consideredCancelled) return true;
  const pause = new CancellationScope({ cancellable: true, parent: shield });
  root.cancelRequested.catch(() => {
    pause.cancel();
  });
  try {
    await pause.run(() => sleep(ms, { summary: PLAN_TIMER }));
    return root.consideredCancelled;
  } catch (error) {
    if (isCancellation(error)) return true;
    throw error;
  }
}

/** What other runs left in force cannot be undone without a plan: then the end says so, and the next start under this id asks for a look. */
function canceled({ type, message, inForce }: MissingPlan): Error {
  if (type === 'NotCompiledYet') {
    return new CancelledFailure('The execution was canceled before it had a plan: it has done nothing.', [
      { compensated: [] },
    ]);
  }
  return ApplicationFailure.create({
    type: 'SagaPartiallyCompensated',
    message: `cancel: ${message}`,
    nonRetryable: true,
    details: [{ step: 'cancel', cause: CANCELED, compensated: [], notCompensated: inForce }],
    cause: ApplicationFailure.create({ ...CANCELED, nonRetryable: true }),
  });
}
