import type { HttpApp } from '../http/app.ts';
import { addApprove } from './approve.ts';
import { addCancel } from './cancel.ts';
import { addDecide } from './decide.ts';
import { addGetInput } from './data/get-input.ts';
import { addGetStep } from './data/get-step.ts';
import type { RestDeps } from './deps.ts';
import { addFollowExecution } from './follow-execution.ts';
import { addGetDefinition } from './get-definition.ts';
import { addGetExecution } from './get-execution.ts';
import { addListDefinitions } from './list-definitions.ts';
import { addListExecutions } from './list-executions.ts';
import { addListServers } from './list-servers.ts';
import { addSignal } from './signal.ts';
import { addStartExecution } from './start-execution.ts';

/** All routes of REST, in the order of the document. */
export function addRestRoutes(app: HttpApp, deps: RestDeps): void {
  for (const add of ROUTES) add(app, deps);
}

const ROUTES = [
  addListDefinitions,
  addGetDefinition,
  addStartExecution,
  addListExecutions,
  addGetExecution,
  addGetInput,
  addGetStep,
  addFollowExecution,
  addDecide,
  addApprove,
  addSignal,
  addCancel,
  addListServers,
];
