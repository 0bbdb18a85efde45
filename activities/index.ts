import type { CallRequest, CallReturn } from '../plan/call.ts';
import type { Past, Recovers } from '../plan/past.ts';
import { admitStart, type AdmitRequest } from './admit-start.ts';
import { createCallTool, type CallDeps } from './call-tool.ts';
import type { PastRequest } from '../history/past/read-past.ts';
import { laterRunActivity, readPastActivity } from './read-past.ts';
import { createResolvePlan, type ResolvedPlan, type ResolveDeps } from './resolve-plan.ts';
import { createStartRecoveries, type Scan, type ScanRequest } from './start-recoveries.ts';

/** What workflows see of activities: types only. Calls have a dot in their type, these have none. */
export interface Activities {
  /** Every call; its activity type is `server.tool`. */
  default(request: CallRequest): Promise<CallReturn>;
  /** Local activity: the plan of a definition that was started with business input only, if it may start. */
  resolvePlan(definition: string, firstRunId: string): Promise<ResolvedPlan>;
  /** Local activity: whether a start with a plan, which nobody has looked at, may go on. */
  admitStart(request: AdmitRequest): Promise<null>;
  /** What other runs of an execution did (SAGAS §3, S33). */
  readPast(request: PastRequest): Promise<Past>;
  /** The run that goes on with an execution although it is being recovered; null when there is none. */
  laterRun(recovers: Recovers): Promise<string | null>;
  /** One scan of the reconciler (S33). */
  startRecoveries(request: ScanRequest): Promise<Scan>;
}

export type ActivityDeps = CallDeps & ResolveDeps;

export function createActivities(deps: ActivityDeps): Activities {
  return {
    default: createCallTool(deps),
    resolvePlan: createResolvePlan(deps),
    admitStart,
    readPast: readPastActivity,
    laterRun: laterRunActivity,
    startRecoveries: createStartRecoveries(deps),
  };
}
