import type { CallRequest, CallReturn } from '../plan/call.ts';
import { createCallTool, type CallDeps } from './call-tool.ts';
import { createResolvePlan, type ResolvedPlan, type ResolveDeps } from './resolve-plan.ts';

/** What workflows see of activities: types only. */
export interface Activities {
  /** Every call; its activity type is `server.tool`. */
  default(request: CallRequest): Promise<CallReturn>;
  /** Local activity: the plan of a definition that was started with business input only. */
  resolvePlan(definition: string): Promise<ResolvedPlan>;
}

export type ActivityDeps = CallDeps & ResolveDeps;

export function createActivities(deps: ActivityDeps): Activities {
  return { default: createCallTool(deps), resolvePlan: createResolvePlan(deps) };
}
