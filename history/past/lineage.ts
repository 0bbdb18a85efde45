import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Fact } from '../fact.ts';
import { describeRun, type RunState } from '../reading/describe.ts';
import { readFacts } from '../reading/facts.ts';
import { listRuns, ofWorkflow, type ListedRun } from '../reading/list-runs.ts';

/** One run of an execution, with what its history says. */
export interface LineageRun {
  run: RunState;
  facts: Fact[];
}

/** All runs with the same first run: continued ones, and those that resets made. */
export interface LineageId {
  workflowId: string;
  /** Names the execution. */
  firstRunId: string;
  /** A run that must be found: it is the one that asks; null when nobody of them does. */
  asking: string | null;
}

/**
 * Every run with this first run. No chain alone leads to all of them: who resets a run twice overwrites what it knows of its successor. So
 * visibility is asked too, once it shows the run that asks. Throws the final failure `PastUnreadable` when the history of one is gone.
 */
export async function readLineage(client: Client, id: LineageId, beat: () => void): Promise<LineageRun[]> {
  const { workflowId, firstRunId, asking } = id;
  const first = await describeRun(client, workflowId, firstRunId);
  if (first === null) throw unreadable(workflowId, firstRunId);
  const visible = await visibleRuns(client, workflowId, asking, beat);
  // What began before is another execution under the same id, and may be gone for good.
  const queue = visible.filter(({ startedAt }) => startedAt >= first.startedAt).map(({ runId }) => runId);
  queue.unshift(firstRunId);
  const seen = new Set<string>();
  const lineage: LineageRun[] = [];
  for (let runId = queue.shift(); runId !== undefined; runId = queue.shift()) {
    if (seen.has(runId)) continue;
    seen.add(runId);
    beat();
    const run = await describeRun(client, workflowId, runId);
    if (run !== null && run.firstRunId !== firstRunId) continue;
    const facts = run === null ? null : await readFacts(client, run, beat);
    if (run === null || facts === null) throw unreadable(workflowId, runId);
    if (run.resetRunId !== null) queue.push(run.resetRunId);
    for (const fact of facts) {
      if (fact.kind === 'runs_named') queue.push(...fact.runIds);
      if (fact.kind === 'continued' && fact.nextRunId !== '') queue.push(fact.nextRunId);
    }
    lineage.push({ run, facts });
  }
  return lineage;
}

export async function visibleRuns(
  client: Client,
  workflowId: string,
  asking: string | null,
  beat: () => void,
): Promise<ListedRun[]> {
  for (let tries = 1; ; tries += 1) {
    beat();
    const runs = await listRuns(client, ofWorkflow(workflowId), MAX_RUNS);
    if (asking === null || runs.some(({ runId }) => runId === asking)) return runs;
    // Visibility comes a moment later than the run; Temporal retries what gives up here.
    if (tries === TRIES) throw new Error(`The list of executions does not show the run ${asking} yet.`);
    await sleep(Math.min(50 * 2 ** tries, 1_000));
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}

const TRIES = 20;

/** Of one workflow id, within Temporal's retention. */
const MAX_RUNS = 10_000;

export function unreadable(workflowId: string, runId: string): ApplicationFailure {
  const message = `The history of run ${runId} of "${workflowId}" is gone, so what it did cannot be known.`;
  return ApplicationFailure.nonRetryable(message, 'PastUnreadable');
}
