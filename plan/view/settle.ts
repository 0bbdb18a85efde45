import type { ExecutionEvent } from '../events.ts';
import type { ExecutionFailureView, FailureView, StepView } from '../view.ts';
import type { ViewRows } from './rows.ts';

/**
 * What the end of an execution says of steps that have not ended by themselves: of a completed one they were not needed, of one that failed
 * or was canceled they hold the step that failed, or were cut off. A terminated one is left as it was: nobody knows more.
 */
export function settleRows(rows: ViewRows, event: Extract<ExecutionEvent, { type: 'closed' }>): void {
  const { at, status } = event;
  if (status === 'terminated') return;
  const failed = status === 'completed' ? null : placeOf(rows, event.failure);
  for (const row of rows.all()) {
    const settled = failed === null ? whenCompleted(row) : whenFailed(row, failed);
    if (settled !== null) rows.change(row.path, (own) => ({ ...own, finishedAt: at, ...settled }));
  }
}

type Settled = Partial<StepView> | null;

function whenCompleted({ status }: StepView): Settled {
  if (status === 'pending') return { status: 'skipped' };
  return status === 'running' || status === 'waiting' ? { status: 'completed' } : null;
}

/** Where the failure began, and what stands around it. */
interface FailedAt {
  step: string | null;
  cause: FailureView | null;
  around: ReadonlySet<string>;
}

function placeOf(rows: ViewRows, failure: ExecutionFailureView | null): FailedAt {
  const { step = null, cause = null } = failure ?? {};
  return { step, cause, around: step === null ? new Set() : rows.around(step) };
}

function whenFailed(row: StepView, { step, cause, around }: FailedAt): Settled {
  const isCause = row.path === step && cause !== null;
  switch (row.status) {
    case 'parked':
      return { status: 'failed', failure: row.failure ?? CUT_OFF };
    case 'pending':
      // It failed before anything else could be said of it.
      return isCause ? { status: 'failed', outcome: 'no_effect', failure: cause } : null;
    case 'running':
    case 'waiting':
      if (isCause) return { status: 'failed', failure: cause };
      if (cause === null || !around.has(row.path)) return { status: 'failed', failure: CUT_OFF };
      return { status: 'failed', failure: { type: cause.type, message: `${step ?? ''}: ${cause.message}` } };
    default:
      return null;
  }
}

const CUT_OFF: FailureView = { type: 'Canceled', message: 'The execution went back before this step had ended.' };
