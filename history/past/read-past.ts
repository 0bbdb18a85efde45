import { stringifyJson } from '../../plan/numbers/json-text.ts';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Past } from '../../plan/past.ts';
import type { Fact } from '../fact.ts';
import { foldPast } from './fold-past.ts';
import { readFacts } from '../reading/facts.ts';
import { recoveryIds } from './recovery.ts';
import { resolveChildren } from './resolve-children.ts';
import { describeRun } from '../reading/describe.ts';
import { listRuns, ofWorkflow, type ListedRun } from '../reading/list-runs.ts';

export interface PastRequest {
  workflowId: string;
  /** Names the execution: all its runs have the same. */
  firstRunId: string;
  /** The run that asks and knows its own history; null when another execution asks. */
  except: string | null;
}

/**
 * What the other runs of an execution did, and the executions that recovered it (SAGAS §3, S33). Throws the final failure `PastUnreadable` when
 * the history of one of them is gone. `beat` is called while it goes on.
 */
export async function readPast(client: Client, request: PastRequest, readBy: string, beat: () => void): Promise<Past> {
  const { workflowId, firstRunId } = request;
  const own = await readLineage(client, request, beat);
  const recoveries: Fact[][] = [];
  for (const id of await recoveryIds(client, workflowId, firstRunId)) {
    const latest = await describeRun(client, id);
    if (latest === null) continue;
    recoveries.push(
      ...(await readLineage(client, { workflowId: id, firstRunId: latest.firstRunId, except: null }, beat)),
    );
  }
  const { calls, children, undoings } = foldPast(workflowId, [...own, ...recoveries]);
  const past: Past = { readBy, calls, children: await resolveChildren(client, children, undoings, beat) };
  checkSize(workflowId, past);
  return past;
}

/**
 * The facts of every run with this first run. No chain alone leads to all of them: who resets a run twice overwrites what it knows of its
 * successor. So visibility is asked too, once it shows the run that asks.
 */
async function readLineage(client: Client, request: PastRequest, beat: () => void): Promise<Fact[][]> {
  const { workflowId, firstRunId, except } = request;
  const first = await describeRun(client, workflowId, firstRunId);
  if (first === null) throw unreadable(workflowId, firstRunId);
  const visible = await visibleRuns(client, workflowId, except, beat);
  // What began before is another execution under the same id, and may be gone for good.
  const queue = visible.filter(({ startedAt }) => startedAt >= first.startedAt).map(({ runId }) => runId);
  queue.unshift(firstRunId);
  const seen = new Set<string>();
  const lineage: Fact[][] = [];
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
    if (runId !== except) lineage.push(facts);
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

function sleep(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}

const TRIES = 20;

/** Of one workflow id, within Temporal's retention. */
const MAX_RUNS = 10_000;

function unreadable(workflowId: string, runId: string): ApplicationFailure {
  const message = `The history of run ${runId} of "${workflowId}" is gone, so what it did cannot be known.`;
  return ApplicationFailure.nonRetryable(message, 'PastUnreadable');
}

function checkSize(workflowId: string, past: Past): void {
  const bytes = Buffer.byteLength(stringifyJson(past));
  if (bytes <= MAX_BYTES) return;
  const message = `What other runs of "${workflowId}" did takes ${Math.ceil(bytes / 1024)} KiB, more than Temporal carries.`;
  throw ApplicationFailure.nonRetryable(message, 'PastUnreadable');
}

/** Temporal takes payloads of 2 MiB. */
const MAX_BYTES = 1_900 * 1024;
