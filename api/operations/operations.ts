import { getDefinition } from './definitions/get-definition.ts';
import { listDefinitions } from './definitions/list-definitions.ts';
import { watchDefinitions } from './definitions/watch-definitions.ts';
import { addData } from './data/add-data.ts';
import { getInput } from './data/get-input.ts';
import { getStepData } from './data/get-step-data.ts';
import { followExecution } from './executions/follow.ts';
import { getExecution } from './executions/get.ts';
import { listExecutions } from './executions/list.ts';
import { waitForExecution } from './executions/wait.ts';
import { health } from './health/health.ts';
import { hasWorker } from './health/has-worker.ts';
import { listServers } from './health/list-servers.ts';
import { approve } from './messages/approve.ts';
import { cancel } from './messages/cancel.ts';
import { decide } from './messages/decide.ts';
import { signal } from './messages/signal.ts';
import type { Parts } from './parts.ts';
import { applySchedules } from './schedules/apply-schedules.ts';
import { listSchedules } from './schedules/list-schedules.ts';
import { start } from './start/start.ts';

/**
 * Everything that can be asked of Sagaflow, the same behind every door: the command line, REST, the MCP facade. Each takes the verified
 * caller first and throws OperationError only; its file says what it does. A new operation is a file and a line here.
 */
export const OPERATIONS = {
  definitions: listDefinitions,
  definition: getDefinition,
  onDefinitionsChanged: watchDefinitions,
  start,
  wait: waitForExecution,
  get: getExecution,
  withData: addData,
  stepData: getStepData,
  input: getInput,
  list: listExecutions,
  follow: followExecution,
  decide,
  approve,
  signal,
  cancel,
  schedules: listSchedules,
  applySchedules,
  servers: listServers,
  hasWorker,
  health,
} satisfies Record<string, (parts: Parts) => (...asked: never[]) => unknown>;

export type Operations = { [Name in keyof typeof OPERATIONS]: ReturnType<(typeof OPERATIONS)[Name]> };
