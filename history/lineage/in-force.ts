import { isGrpcServiceError, type Client } from '@temporalio/client';
import { mayBeInForce, type Past } from '../../plan/past.ts';
import type { Fact } from '../fact.ts';
import { foldPast } from '../past/fold-past.ts';
import { readPast } from '../past/read-past.ts';
import { readFacts } from '../reading/facts.ts';
import { describeRun } from '../reading/describe.ts';
import { otherRuns, type AskingRun } from './plan-of-lineage.ts';

/** What the other runs of an execution left behind, as far as anybody can say. */
export interface InForce {
  /** Steps whose effects are in force, or may be. */
  paths: string[];
  /** Some run could not be read: there may be more. */
  isPartOf: boolean;
}

/** What the interpreter would be told, or where a history is gone or cannot be decoded what the others say. */
export async function inForceOf(client: Client, asking: AskingRun, beat: () => void): Promise<InForce> {
  const { workflowId, firstRunId, runId } = asking;
  try {
    const past = await readPast(client, { workflowId, firstRunId, except: runId }, { workflowId: null, runId }, beat);
    return { paths: pathsInForce(past), isPartOf: false };
  } catch (error) {
    if (isGrpcServiceError(error)) throw error;
    return inForceOfReadable(client, asking, beat);
  }
}

/** Recoveries are left out: of what they undid somebody has to make sure anyway. */
async function inForceOfReadable(client: Client, asking: AskingRun, beat: () => void): Promise<InForce> {
  const { workflowId, firstRunId } = asking;
  const runs: Fact[][] = [];
  let isPartOf = false;
  for (const runId of await otherRuns(client, asking, beat)) {
    beat();
    const facts = await readable(async () => {
      const run = await describeRun(client, workflowId, runId);
      if (run !== null && run.firstRunId !== firstRunId) return [];
      return run === null ? null : readFacts(client, run, beat);
    });
    if (facts === null) isPartOf = true;
    else runs.push(facts);
  }
  return { paths: pathsInForce(foldPast(workflowId, runs)), isPartOf };
}

function pathsInForce({ calls, children }: Pick<Past, 'calls' | 'children'>): string[] {
  return [...new Set([...calls, ...children].filter(mayBeInForce).map(({ path }) => path))];
}

/** Null where it is gone, or nobody here can decode it. */
async function readable(read: () => Promise<Fact[] | null>): Promise<Fact[] | null> {
  try {
    return await read();
  } catch (error) {
    if (isGrpcServiceError(error)) throw error;
    return null;
  }
}
