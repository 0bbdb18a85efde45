import type { ExecutionStatus } from '../../plan/view.ts';

/** How a run stands, in Temporal's own words. `continued`: it went on in a new run. What timed out was cut off too. */
export type RunStatus = 'running' | 'paused' | 'completed' | 'failed' | 'canceled' | 'terminated' | 'continued';

/** By the number of `temporal.api.enums.v1.WorkflowExecutionStatus`. */
export function runStatus(status: number | null | undefined): RunStatus {
  return STATUS[status ?? 0] ?? 'running';
}

const STATUS: Partial<Record<number, RunStatus>> = {
  1: 'running',
  2: 'completed',
  3: 'failed',
  4: 'canceled',
  5: 'terminated',
  6: 'continued',
  7: 'terminated',
  8: 'paused',
};

/** It has not ended: it runs, is paused, or goes on in a new run. */
export function isOpen(status: RunStatus): boolean {
  return status === 'running' || status === 'paused' || status === 'continued';
}

/** An execution goes on when a run of it was continued. */
export function executionStatus(status: RunStatus): ExecutionStatus {
  return status === 'continued' ? 'running' : status;
}

/** The word of Temporal's list filter. */
export function statusName(status: ExecutionStatus): string {
  return NAMES[status];
}

const NAMES: Record<ExecutionStatus, string> = {
  running: 'Running',
  paused: 'Paused',
  completed: 'Completed',
  failed: 'Failed',
  canceled: 'Canceled',
  terminated: 'Terminated',
};
