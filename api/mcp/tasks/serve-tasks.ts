import { MissingRequiredClientCapabilityError, ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { isOpen, type ExecutionView } from '../../../plan/view.ts';
import { OperationError } from '../../operations/errors.ts';
import { giveAnswers } from '../approvals/give-answers.ts';
import type { FacadeParts } from '../parts.ts';
import type { ProtocolServer } from '../protocol/create-protocol-server.ts';
import { exactly } from '../protocol/exact.ts';
import type { Incoming } from '../protocol/incoming.ts';
import { describeTask } from './describe-task.ts';
import { targetOf } from './task-id.ts';
import type { TaskTarget } from './task-id.ts';
import { taskQuestions } from './task-questions.ts';
import { TASKS_EXTENSION } from './tasks-extension.ts';

const ONE_TASK = z.looseObject({ taskId: z.string() });
/** The package takes the answers out of the params before a handler sees them. */
const params = ONE_TASK;

/** `tasks/get`, `tasks/update`, `tasks/cancel` of the Tasks extension. Nothing is kept here: any process answers. */
export function serveTasks(
  server: ProtocolServer,
  parts: FacadeParts,
  read: (context: ServerContext) => Incoming,
): void {
  const { operations, settings } = parts;

  server.setRequestHandler(
    'tasks/get',
    { params },
    exactly(({ taskId }, context) =>
      about(parts, taskId, read(context), async (target, incoming) => {
        const view = await viewOf(parts, target, incoming);
        return { ...describeTask(settings, taskId, view, incoming) };
      }),
    ),
  );
  server.setRequestHandler(
    'tasks/update',
    { params },
    exactly(({ taskId }, context) =>
      about(parts, taskId, read(context), async (target, incoming) => {
        const view = await viewOf(parts, target, incoming);
        await giveAnswers(parts, taskQuestions(view, { ...incoming, canAsk: true }), incoming);
        return {};
      }),
    ),
  );
  server.setRequestHandler(
    'tasks/cancel',
    { params },
    exactly(({ taskId }, context) =>
      about(parts, taskId, read(context), async (target, incoming) => {
        const view = await viewOf(parts, target, incoming);
        if (isOpen(view.status)) await operations.cancel(incoming.caller, target.executionId);
        return {};
      }),
    ),
  );
}

async function about<T>(
  { seal, log }: FacadeParts,
  taskId: string,
  incoming: Incoming,
  act: (target: TaskTarget, incoming: Incoming) => Promise<T>,
): Promise<T> {
  if (!incoming.takesTasks) {
    throw new MissingRequiredClientCapabilityError({
      requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } },
    });
  }
  const target = targetOf(seal, incoming.caller, taskId);
  if (target === undefined) throw noTask();
  try {
    return await act(target, incoming);
  } catch (error) {
    throw asProtocolError(error, log, incoming);
  }
}

/** The run that the task began as; or, when that went on as another run, the latest one. */
async function viewOf(
  { operations }: FacadeParts,
  { executionId, runId }: TaskTarget,
  { caller }: Incoming,
): Promise<ExecutionView> {
  const latest = await operations.get(caller, executionId);
  if (latest.runId === runId) return latest;
  const began = await operations.get(caller, executionId, runId);
  return isOpen(began.status) ? latest : began;
}

function noTask(): ProtocolError {
  return new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    'There is no such task: its id is wrong, or it has expired.',
  );
}

function asProtocolError(error: unknown, log: FacadeParts['log'], { caller }: Incoming): Error {
  if (error instanceof ProtocolError) return error;
  if (!(error instanceof OperationError)) {
    log.error({ err: error, requestId: caller.requestId }, 'A request about a task failed');
    return new ProtocolError(ProtocolErrorCode.InternalError, 'Internal error; the server log has the details.');
  }
  if (error.code === 'unknown-execution' || error.code === 'forbidden') return noTask();
  const isOurs = error.code === 'temporal-unavailable' || error.code === 'no-worker';
  const code = isOurs ? ProtocolErrorCode.InternalError : ProtocolErrorCode.InvalidParams;
  return new ProtocolError(code, error.message, { type: error.code });
}
