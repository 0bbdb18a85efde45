import type { CallToolResult } from '@modelcontextprotocol/server';
import type { JsonObject, JsonSchema } from '../../../plan/json.ts';
import type { ExecutionFailureView, ExecutionView } from '../../../plan/view.ts';
import { structured } from './structured.ts';
import { failureText } from '../../../plan/failure-text.ts';

/** How an execution failed, was canceled or terminated: the step, the reason, what was undone and what was not. */
export function failed(view: ExecutionView): CallToolResult {
  const { id, runId, status, sagaState, notices, noticeCount } = view;
  const failure = view.failure ?? unexplained(view);
  const { type, message, step, compensated, notCompensated } = failure;
  const cause: JsonObject | null =
    failure.cause === null ? null : { type: failure.cause.type, message: failure.cause.message };
  const content = {
    type,
    message,
    step,
    cause,
    compensated,
    notCompensated,
    executionId: id,
    runId,
    status,
    sagaState,
    ...(noticeCount === 0 ? {} : { notices: notices.map((notice) => ({ ...notice })), noticeCount }),
  };
  return { ...structured(content, sentenceOf(view, failure)), isError: true };
}

/** Also of a refused request, which has no execution. */
export const FAILURE_SCHEMA: JsonSchema = {
  title: 'Failure',
  type: 'object',
  properties: {
    type: { type: 'string' },
    message: { type: 'string' },
    step: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    compensated: { type: 'array', items: { type: 'string' }, description: 'Steps that were undone' },
    notCompensated: { type: 'array', items: { type: 'string' }, description: 'Steps that are still in force' },
    executionId: { type: 'string' },
  },
  required: ['type', 'message'],
};

function sentenceOf({ id, definition, status }: ExecutionView, failure: ExecutionFailureView): string {
  const { type, step, cause, message, compensated, notCompensated } = failure;
  const where = step === null ? '' : ` at step "${step}"`;
  const why = failureText(cause ?? { type, message });
  const undone = compensated.length > 0 ? `Undone, newest first: ${compensated.join(', ')}.` : 'Nothing was undone.';
  const left = notCompensated.length > 0 ? ` Not undone: ${notCompensated.join(', ')}; tell a person.` : '';
  return `"${definition}" ${status}${where}. ${why}\n${undone}${left} Execution: ${id}`;
}

function unexplained({ status, definition }: ExecutionView): ExecutionFailureView {
  const message = `The execution of "${definition}" was ${status}.`;
  return { type: capital(status), message, step: null, cause: null, compensated: [], notCompensated: [] };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
