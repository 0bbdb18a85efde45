import type { ExecutionView } from '../../plan/view.ts';
import { OperationError } from '../operations/errors.ts';
import { DEFAULT_STEPS, type PagedExecution } from './schemas/execution.ts';

export interface AskedSteps {
  stepsCursor?: string | undefined;
  stepsLimit?: number;
}

/**
 * An execution with at most so many of its steps, and the cursor of the next ones: a loop can have thousands, and an answer must not grow
 * with it. Throws `bad-request` for a cursor that no page of this run has given.
 */
export function withStepsPage(view: ExecutionView, asked: AskedSteps = {}): PagedExecution {
  const { stepsCursor, stepsLimit = DEFAULT_STEPS } = asked;
  const from = stepsCursor === undefined ? 0 : placeAfter(view, stepsCursor);
  const steps = view.steps.slice(from, from + stepsLimit);
  const last = steps.at(-1);
  const hasMore = from + steps.length < view.steps.length;
  return { ...view, steps, nextSteps: last !== undefined && hasMore ? cursorOf(view.runId, last.path) : null };
}

/**
 * The place is the path of the last step that was given, not its number: while an execution runs, iterations get rows between those of
 * the plan, and a number would then give some steps a second time.
 */
function cursorOf(runId: string, path: string): string {
  return Buffer.from(`${runId} ${path}`).toString('base64url');
}

function placeAfter({ id, runId, steps }: ExecutionView, cursor: string): number {
  const [, ofRun, path] = /^([0-9a-f-]{36}) (.+)$/s.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (ofRun !== undefined && ofRun !== runId) {
    const message = `The stepsCursor belongs to another run than ${runId} of "${id}". Ask for its own run with runId, or begin again without stepsCursor.`;
    throw new OperationError('bad-request', message);
  }
  const index = steps.findIndex((step) => step.path === path);
  if (index !== -1) return index + 1;
  const message = `The stepsCursor is none that a page of "${id}" has given. Begin again without it.`;
  throw new OperationError('bad-request', message);
}
