import { ApplicationFailure } from '@temporalio/common';
import { CancelledFailure, makeContinueAsNewFunc, workflowInfo } from '@temporalio/workflow';
import type { ExecutionFailureType } from '../plan/failure-types.ts';
import type { Json, JsonObject } from '../plan/json.ts';
import type { Plan } from '../plan/plan.ts';
import type { SagaState } from '../plan/view.ts';
import type { PlanArgument } from './admit.ts';
import type { Carried } from './begin.ts';
import { canceledBefore, closedEvent, supersededBy } from './closed-event.ts';
import { handPastOn } from './interpreter/past/carried-past.ts';
import type { Ending } from './interpreter/interpret.ts';
import type { LedgerEntry } from '../plan/ledger.ts';
import type { ExecutionState } from './interpreter/state/state.ts';
import type { Report } from './report/report.ts';

/** What a completed child gives to its parent. */
export interface HandedOver {
  output: Json;
  ledger: LedgerEntry[];
}

export interface RunEnd {
  input: JsonObject;
  plan: Plan;
  hash: string;
  state: ExecutionState;
  carried: Carried;
  report: Report;
  workflowType: string;
  /** Temporal knows of a cancel of this run. */
  isCanceledHere: boolean;
}

/** Closes the run with an honest ending (S28), or continues it as new. */
export function endRun(ending: Ending, end: RunEnd): Json | HandedOver | Promise<never> {
  if (ending.kind === 'continue_as_new') return continueRun(end);
  const { plan, report, state, carried, isCanceledHere } = end;
  report.close(closingState(plan, ending), closedEvent(ending, isCanceledHere, new Date().toISOString()));
  switch (ending.kind) {
    case 'completed': {
      const { output } = ending;
      return carried.handsOver === true ? { output, ledger: state.ledger } : output;
    }
    case 'superseded':
      return supersededBy(ending.runId);
    case 'canceled': {
      const { compensated } = ending;
      // Asked for in an earlier run of the chain: Temporal would call this one failed.
      if (!isCanceledHere) throw failureOf(canceledBefore(compensated));
      throw new CancelledFailure('The execution was canceled and everything due was undone.', [{ compensated }]);
    }
    case 'failed':
      throw failureOf(ending);
  }
}

function closingState(plan: Plan, ending: Exclude<Ending, { kind: 'continue_as_new' }>): SagaState {
  if (!plan.compensates) return 'none';
  switch (ending.kind) {
    case 'completed':
      return 'completed';
    case 'superseded':
      return 'none';
    case 'canceled':
      return 'compensated';
    case 'failed':
      return CLOSING_STATE[ending.type] ?? 'none';
  }
}

function failureOf({ type, message, step, cause, compensated, notCompensated }: FailedEnding): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: true,
    details: [{ step, cause, compensated, notCompensated }],
    cause: ApplicationFailure.create({ type: cause.type, message: cause.message, nonRetryable: true }),
  });
}

type FailedEnding = Omit<Extract<Ending, { kind: 'failed' }>, 'kind'>;

const CLOSING_STATE: Partial<Record<ExecutionFailureType, SagaState>> = {
  SagaCompensated: 'compensated',
  SagaPartiallyCompensated: 'partially_compensated',
};

function continueRun({ input, plan, hash, state, carried, workflowType }: RunEnd): Promise<never> {
  const next = makeContinueAsNewFunc<(input: Json, given: PlanArgument, carried: Carried) => Promise<void>>({
    workflowType,
  });
  const { runId, originalExecutionRunId } = workflowInfo();
  handPastOn(state, runId, runId !== originalExecutionRunId);
  return next(input, { plan, hash }, { ...carried, state });
}
