import { isGrpcServiceError, type Client } from '@temporalio/client';
import type { GivenPlan } from '../fact.ts';
import { visibleRuns } from '../past/lineage.ts';
import { describeRun } from '../reading/describe.ts';
import { readFacts } from '../reading/facts.ts';
import { readFirstPlan } from '../reading/first-plan.ts';
import type { RunOf } from '../reading/pages.ts';

/** A run of an execution that has other runs: all of them have the same first run. */
export interface AskingRun extends RunOf {
  firstRunId: string;
}

/**
 * The plan with which the other runs of an execution went on. `none`: no other run had one, so none of them has done anything. `unreadable`: the runs
 * that can be read have none, and what is in the others nobody can say.
 */
export type LineagePlan =
  { kind: 'none' } | { kind: 'plan'; given: GivenPlan } | { kind: 'unreadable'; unreadable: string[] };

/** Of the newest other run that has a plan. A first run asks nothing: there is none before it. */
export async function planOfLineage(client: Client, asking: AskingRun, beat: () => void): Promise<LineagePlan> {
  if (asking.runId === asking.firstRunId) return { kind: 'none' };
  const unreadable: string[] = [];
  for (const runId of await otherRuns(client, asking, beat)) {
    const found = await beginningOf(client, { workflowId: asking.workflowId, runId }, asking.firstRunId, beat);
    if (found === 'unreadable') unreadable.push(runId);
    else if (found !== null) return { kind: 'plan', given: found };
  }
  return unreadable.length === 0 ? { kind: 'none' } : { kind: 'unreadable', unreadable };
}

/** Ids of runs that may be of the same execution, newest first; the first run is one of them also when it is gone. */
export async function otherRuns(
  client: Client,
  { workflowId, runId, firstRunId }: AskingRun,
  beat: () => void,
): Promise<string[]> {
  const first = await describeRun(client, workflowId, firstRunId);
  const listed = await visibleRuns(client, workflowId, runId, beat);
  // What began before the first run is another execution. Where that is gone, each run says whose it is.
  const since = listed.filter(({ startedAt }) => startedAt >= (first?.startedAt ?? 0));
  const newestFirst = since.toSorted((a, b) => b.startedAt - a.startedAt).map((run) => run.runId);
  // The list may be late; the run that was reset stands in our own history.
  const own = (await readFacts(client, { workflowId, runId }, beat)) ?? [];
  const named = own.flatMap((fact) => (fact.kind === 'runs_named' ? fact.runIds : []));
  return [...new Set([...newestFirst, ...named, firstRunId])].filter((id) => id !== runId);
}

/** Null where the run is of another execution, or has no plan. */
async function beginningOf(
  client: Client,
  run: RunOf,
  firstRunId: string,
  beat: () => void,
): Promise<GivenPlan | 'unreadable' | null> {
  beat();
  try {
    const described = await describeRun(client, run.workflowId, run.runId);
    if (described === null) return 'unreadable';
    if (described.firstRunId !== firstRunId) return null;
    const given = await readFirstPlan(client, run);
    return given === null ? 'unreadable' : given.plan;
  } catch (error) {
    // Temporal may answer the next time; a payload that nobody here can decode stays as it is.
    if (isGrpcServiceError(error)) throw error;
    return 'unreadable';
  }
}
