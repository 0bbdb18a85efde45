import type { ExecutionEvent } from '../plan/events.ts';
import type { Ending } from './interpreter/interpret.ts';

export type ClosedEvent = Extract<ExecutionEvent, { type: 'closed' }>;
type Closing = Exclude<Ending, { kind: 'continue_as_new' }>;

/**
 * How an execution's end reads in its view, for the workflow itself and for who reads its history. `isCanceledHere`: Temporal knows of a
 * cancel of this run; one that was asked for in an earlier run of the chain ends this one as failed.
 */
export function closedEvent(ending: Closing, isCanceledHere: boolean, at: string): ClosedEvent {
  switch (ending.kind) {
    case 'completed':
      return { type: 'closed', at, status: 'completed', output: ending.output };
    case 'superseded':
      return { type: 'closed', at, status: 'completed', output: supersededBy(ending.runId), sagaState: 'none' };
    case 'canceled': {
      const { compensated } = ending;
      if (!isCanceledHere) return closedEvent(canceledBefore(compensated), isCanceledHere, at);
      const said = { type: 'Canceled', message: CANCELED, step: null, cause: null };
      return { type: 'closed', at, status: 'canceled', failure: { ...said, compensated, notCompensated: [] } };
    }
    case 'failed': {
      const { kind: _, ...failure } = ending;
      return { type: 'closed', at, status: 'failed', failure };
    }
  }
}

/** The result of a recovery that stood down. */
export function supersededBy(runId: string): string {
  return `superseded by ${runId}`;
}

/** A cancel that an earlier run of the chain was asked for. */
export function canceledBefore(compensated: string[]): Extract<Ending, { kind: 'failed' }> {
  const cause = { type: 'Canceled', message: CANCELED };
  const message = `cancel: ${cause.message}`;
  return { kind: 'failed', type: 'SagaCompensated', message, step: 'cancel', cause, compensated, notCompensated: [] };
}

const CANCELED = 'The execution was canceled.';
