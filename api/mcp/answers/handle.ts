import type { CallToolResult } from '@modelcontextprotocol/server';
import type { JsonObject, JsonSchema } from '../../../plan/json.ts';
import { pauseText, SAGA_STATES, WAIT_KINDS } from '../../../plan/view.ts';
import type { ExecutionStatus, ExecutionView, WaitView } from '../../../plan/view.ts';
import { structured } from './structured.ts';

/** What is given of an execution that has not ended: its id, what it waits for, and the tool to ask next. */
export function handle(view: ExecutionView): CallToolResult {
  const { id, runId, status, pause, sagaState, waitingFor, notices, noticeCount } = view;
  const content = {
    executionId: id,
    runId,
    status,
    ...(pause === null ? {} : { pause: { ...pause } }),
    sagaState,
    statusTool: 'execution_status',
    waitingFor: waitingFor.map(waitOf),
    ...(noticeCount === 0 ? {} : { notices: notices.map((notice) => ({ ...notice })), noticeCount }),
  };
  return {
    ...structured(content, sentenceOf(view)),
    _meta: { 'io.sagaflow/execution': { id, runId } },
  };
}

export const HANDLE_SCHEMA: JsonSchema = {
  title: 'Handle of an execution that has not ended',
  type: 'object',
  properties: {
    executionId: { type: 'string' },
    status: { enum: ['running', 'paused'] satisfies ExecutionStatus[] },
    pause: {
      type: 'object',
      description: 'Who has paused it in Temporal, since when and why.',
      properties: {
        by: { type: ['string', 'null'] },
        since: { type: 'string' },
        reason: { type: ['string', 'null'] },
      },
    },
    sagaState: { enum: [...SAGA_STATES] },
    statusTool: { const: 'execution_status' },
    waitingFor: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          step: { type: 'string' },
          executionId: { type: 'string', description: 'Of a wait inside a child: its id, for approval_decide' },
          kind: { enum: [...WAIT_KINDS] },
          message: { type: 'string' },
          form: { type: ['object', 'null'] },
        },
        required: ['step', 'kind', 'message'],
      },
    },
  },
  required: ['executionId', 'status', 'statusTool'],
};

function sentenceOf({ id, pause, waitingFor }: ExecutionView): string {
  if (pause !== null)
    return `Execution ${id} is ${pauseText(pause)}, and goes on when a person unpauses it there. Ask execution_status with its executionId.`;
  const waits = waitingFor.map((wait) => `${saidOf(wait)} ${wait.message}`);
  const state = waits.length === 0 ? 'It is still running.' : waits.join('\n');
  return `Execution ${id} has not ended, and goes on without you. ${state}\nAsk execution_status with its executionId.`;
}

function saidOf({ kind, step }: WaitView): string {
  switch (kind) {
    case 'approval':
      return `Step "${step}" waits for an approval, which approval_decide answers:`;
    case 'signal':
      return `Step "${step}" waits for a signal:`;
    case 'server':
      return 'It has no plan yet, and waits for a server:';
    case 'decision':
      return `Step "${step}" is parked until an operator decides:`;
  }
}

function waitOf({ step, executionId, kind, message, form }: WaitView): JsonObject {
  return { step, ...(executionId === undefined ? {} : { executionId }), kind, message, form };
}
