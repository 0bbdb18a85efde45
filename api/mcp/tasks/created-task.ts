import type { CallToolResult } from '@modelcontextprotocol/server';
import type { ExecutionView } from '../../../plan/view.ts';
import type { FacadeParts } from '../parts.ts';
import type { Incoming } from '../protocol/incoming.ts';
import { factsOf } from './describe-task.ts';
import { taskIdOf } from './task-id.ts';

/**
 * The answer to `tools/call` in place of a result. The execution is in Temporal already, so the task is durable before it is told.
 * Questions and results are fetched with `tasks/get`; `content` is there because the protocol package wants one of every result.
 */
export function createdTask(
  { seal, settings }: FacadeParts,
  view: ExecutionView,
  { caller }: Incoming,
): CallToolResult & { resultType: 'task' } {
  const taskId = taskIdOf(seal, caller, { executionId: view.id, runId: view.runId });
  return { ...factsOf(settings, taskId, view), status: 'working', resultType: 'task', content: [] };
}
