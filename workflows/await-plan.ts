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
import { noPlan } from '../plan/no-plan.ts';
import { ownershipOf } from '../plan/ownership.ts';
import { missingPlan, planAwaited, planPauseMs, PLAN_TIMER, type MissingPlan } from '../plan/plan-wait.ts';
import { createViewFold } from '../plan/view/fold.ts';
import type { ExecutionView, SagaState } from '../plan/view.ts';
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
  let view: ExecutionView | null = null;

  const show = (next: MissingPlan): void => {
    // One event for all looks that say the same.
    if (next.message === missing?.message) return;
    missing = next;
    view = viewOf(next);
    setAttributes([
      { key: sagaState, value: view.sagaState },
      { key: parkReason, value: next.message.slice(0, KEYWORD_LENGTH) },
    ]);
    setCurrentDetails(describeView(view));
    log.warn('no plan yet', { reason: next.message });
  };
  const hide = (state: SagaState | null): void => {
    if (missing === null) return;
    missing = null;
    view = null;
    setAttributes([
      { key: sagaState, value: state },
      { key: parkReason, value: null },
    ]);
    setCurrentDetails('');
  };
  return {
    view: () => view,
    problem: () => missing?.message ?? null,
    async until(ask) {
      for (let looks = 0; ; looks += 1) {
        try {
          const found = await ask();
          hide(null);
          return found;
        } catch (error) {
          const next = missingOf(error);
          if (next === null) {
            hide(null);
            throw error;
          }
          show(next);
          if (await isCanceledMeanwhile(root, shield, planPauseMs(looks))) {
            hide(next.type === 'EffectsInForce' ? 'partially_compensated' : null);
            throw canceled(next);
          }
        }
      }
    },
  };
}

/** Visibility on SQL cuts or refuses longer keywords. */
const KEYWORD_LENGTH = 250;

function missingOf(error: unknown): MissingPlan | null {
  // A local activity fails with its own failure, a remote one would wrap it.
  const failure = error instanceof ApplicationFailure ? error : error instanceof Error ? error.cause : undefined;
  if (!(failure instanceof ApplicationFailure)) return null;
  return missingPlan(failure.type, failure.message, (failure.details?.[0] ?? null) as Json);
}

function viewOf(missing: MissingPlan): ExecutionView {
  const { workflowId: id, runId, workflowType, startTime, memo } = workflowInfo();
  const beginning = { id, runId, planHash: '', startedAt: startTime.toISOString(), owner: ownershipOf(memo) };
  const fold = createViewFold(noPlan(workflowType), beginning);
  fold.apply(planAwaited(missing, new Date().toISOString()));
  return fold.view();
}

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
  const cause = { type: 'Canceled', message: 'The execution was canceled.' };
  return ApplicationFailure.create({
    type: 'SagaPartiallyCompensated',
    message: `cancel: ${message}`,
    nonRetryable: true,
    details: [{ step: 'cancel', cause, compensated: [], notCompensated: inForce }],
    cause: ApplicationFailure.create({ ...cause, nonRetryable: true }),
  });
}
