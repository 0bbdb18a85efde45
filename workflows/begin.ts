import { isRecoveryOf } from '../plan/path.ts';
import type { Plan } from '../plan/plan.ts';
import type { Recovers } from '../plan/past.ts';
import type { Eventually } from './interpreter/eventually.ts';
import type { Identity } from './interpreter/state/run.ts';
import { initialState, type ExecutionState } from './interpreter/state/state.ts';
import { recover, type RecoveryWorld } from './recover.ts';

/** The third workflow argument: from an earlier run of this execution, from its parent, or from the reconciler. */
export interface Carried {
  state?: ExecutionState;
  /** The key root of the parent, or of the execution that is recovered; neither uses its own (S9). */
  keyRoot?: string;
  /** The parent wants the child's ledger with its output (S32). */
  handsOver?: boolean;
  /** This is a recovery: it undoes what another execution left behind (S33). */
  recovers?: Recovers;
}

/** What Temporal knows of a run when it begins: the same whether it runs, or its history is read. */
export interface RunInfo {
  namespace: string;
  workflowId: string;
  runId: string;
  firstExecutionRunId: string;
  hasParent: boolean;
  isContinued: boolean;
  /** Milliseconds since the epoch. */
  startedAt: number;
}

/** What is carried, from those who can: a copied start has the same arguments, but no parent and no run before it. */
export function believe(carried: Carried, { workflowId, hasParent, isContinued }: RunInfo): Carried {
  if (carried.recovers !== undefined) return isRecovery(carried, workflowId) ? carried : {};
  return hasParent || isContinued ? carried : {};
}

/** Its id says so, too: a copied start has the arguments of one, but another id. */
export function isRecovery({ recovers }: Carried, workflowId: string): boolean {
  return recovers !== undefined && isRecoveryOf(recovers.workflowId, workflowId);
}

/** A recovery sends the compensations of the execution it recovers, under that one's keys. */
export function identityOf({ keyRoot, recovers }: Carried, info: RunInfo): Identity {
  const { namespace, workflowId, runId, firstExecutionRunId } = info;
  return {
    namespace,
    workflowId: recovers?.workflowId ?? workflowId,
    runId,
    keyRoot: keyRoot ?? firstExecutionRunId,
  };
}

/** Where the run begins: at the start, where the run before it stopped, or on the way back of what it recovers. */
export function firstState(
  plan: Plan,
  { state, recovers }: Carried,
  { startedAt }: RunInfo,
  world: RecoveryWorld,
): Eventually<ExecutionState> {
  if (recovers !== undefined && state === undefined) return recover(plan, recovers, startedAt, world);
  // What was carried may come from an earlier version of this code, before there was all that is in it now.
  return { ...initialState(state?.startedAt ?? startedAt), ...state };
}
