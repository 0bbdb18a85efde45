import type { ExecutionView } from '../../plan/view.ts';

/** temporal.api.enums.v1.WorkflowExecutionStatus as the view says it. A run that was continued or timed out has no word of its own. */
export function viewStatus(status: number | null | undefined): ExecutionView['status'] {
  return BY_NUMBER[status ?? 1] ?? 'running';
}

const BY_NUMBER: Record<number, ExecutionView['status']> = {
  1: 'running',
  2: 'completed',
  3: 'failed',
  4: 'canceled',
  5: 'terminated',
  6: 'running',
  7: 'terminated',
};

/** The word of Temporal's list filter. */
export function statusName(status: ExecutionView['status']): string {
  return NAMES[status];
}

const NAMES: Record<ExecutionView['status'], string> = {
  running: 'Running',
  completed: 'Completed',
  failed: 'Failed',
  canceled: 'Canceled',
  terminated: 'Terminated',
};
