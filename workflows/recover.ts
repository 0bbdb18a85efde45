import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Past } from '../plan/past.ts';
import type { Plan } from '../plan/plan.ts';
import { adoptPast } from './interpreter/adopt.ts';
import { wayTo } from './interpreter/position.ts';
import { initialState, type ExecutionState } from './interpreter/state.ts';

/** The execution that a recovery undoes. */
export interface Recovers {
  workflowId: string;
  firstRunId: string;
  /** The run that was terminated. */
  runId: string;
}

/**
 * Where a recovery begins: on the way back, with a ledger of what the histories of the terminated execution show (S33). Children that
 * were canceled with it undo themselves; it waits until they have.
 */
export async function recover(plan: Plan, recovers: Recovers): Promise<ExecutionState> {
  const past = await settledPast(recovers);
  const { runId, workflowId } = recovers;
  const message = `Run ${runId} of "${workflowId}" was terminated or timed out before it ended.`;
  return {
    ...initialState(workflowInfo().startTime.getTime()),
    phase: 'compensating',
    stop: { kind: 'failed', step: 'terminated', failure: { type: 'Terminated', message }, undoes: true },
    ledger: adoptPast(plan, past),
    unclearPivots: pivotsOf(plan, past),
  };
}

async function settledPast(recovers: Recovers): Promise<Past> {
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LAST_DELAY_MS)) {
    const past = await readPast(recovers);
    const open = past.children.filter(({ end }) => end === 'open');
    if (open.length === 0) return past;
    await sleep(delayMs, { summary: `waits for ${open.map(({ id }) => id).join(', ')}` });
  }
}

const FIRST_DELAY_MS = 1_000;
/** A child that waits for a person may take days. */
const LAST_DELAY_MS = 3_600_000;

async function readPast({ workflowId, firstRunId }: Recovers): Promise<Past> {
  try {
    return await activities.readPast({ workflowId, firstRunId, except: null });
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : undefined;
    if (!(cause instanceof ApplicationFailure) || cause.type !== 'PastUnreadable') throw error;
    // Nothing can be undone without it, now or ever: that is what the ending says (S28).
    throw ApplicationFailure.nonRetryable(cause.message, 'SagaPartiallyCompensated');
  }
}

const activities = proxyActivities<Pick<Activities, 'readPast'>>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '15s',
  summary: 'what the terminated execution did',
});

/** Paths of effects that were, or may have been, the point of no return: behind one nothing is undone without a person (S31). */
function pivotsOf(plan: Plan, { calls, children }: Past): string[] {
  const happened = [
    ...calls.filter(({ outcome, undone }) => outcome !== 'no_effect' && undone !== 'done'),
    ...children.filter(({ end, undone }) => end !== 'nothing' && undone !== 'done'),
  ];
  return happened.map(({ path }) => path).filter((path) => isPivot(plan, path));
}

function isPivot(plan: Plan, path: string): boolean {
  const name = /^[^[.~]+/.exec(path)?.[0] ?? path;
  return wayTo(plan.steps, name)?.some(({ pivot }) => pivot) ?? false;
}
