import { ApplicationFailure } from '@temporalio/common';
import { allHandlersFinished, CancelledFailure, condition, makeContinueAsNewFunc } from '@temporalio/workflow';
import type { ExecutionFailureType } from '../plan/failure-types.ts';
import type { Json, JsonObject } from '../plan/json.ts';
import type { Plan } from '../plan/plan.ts';
import type { SagaState } from '../plan/view.ts';
import type { Carried, PlanArgument } from './admit.ts';
import type { Ending } from './interpreter/interpret.ts';
import type { LedgerEntry } from './interpreter/ledger.ts';
import type { ExecutionState } from './interpreter/state.ts';
import type { Report } from './report.ts';

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
}

/** Closes the run with an honest ending (S28), or continues it as new. */
export async function endRun(ending: Ending, end: RunEnd): Promise<Json | HandedOver> {
  const { plan, report, state, carried } = end;
  await condition(allHandlersFinished);
  const at = new Date().toISOString();
  switch (ending.kind) {
    case 'completed': {
      const { output } = ending;
      report.close(plan.compensates ? 'completed' : 'none', { type: 'closed', at, status: 'completed', output });
      return carried.handsOver === true ? { output, ledger: state.ledger } : output;
    }
    case 'canceled': {
      report.close(plan.compensates ? 'compensated' : 'none', {
        type: 'closed',
        at,
        status: 'canceled',
        failure: null,
      });
      const details = [{ compensated: ending.compensated }];
      throw new CancelledFailure('The execution was canceled and everything due was undone.', details);
    }
    case 'failed': {
      const { kind: _, ...failure } = ending;
      const { type, message, step, cause, compensated, notCompensated } = failure;
      report.close(plan.compensates ? (CLOSING_STATE[type] ?? 'none') : 'none', {
        type: 'closed',
        at,
        status: 'failed',
        failure,
      });
      throw ApplicationFailure.create({
        type,
        message,
        nonRetryable: true,
        details: [{ step, cause, compensated, notCompensated }],
        cause: ApplicationFailure.create({ type: cause.type, message: cause.message, nonRetryable: true }),
      });
    }
    case 'continue_as_new':
      return continueRun(end);
  }
}

const CLOSING_STATE: Partial<Record<ExecutionFailureType, SagaState>> = {
  SagaCompensated: 'compensated',
  SagaPartiallyCompensated: 'partially_compensated',
};

function continueRun({ input, plan, hash, state, carried, workflowType }: RunEnd): Promise<never> {
  const next = makeContinueAsNewFunc<(input: Json, given: PlanArgument, carried: Carried) => Promise<void>>({
    workflowType,
  });
  return next(input, { plan, hash }, { ...carried, state });
}
