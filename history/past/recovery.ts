import type { Client } from '@temporalio/client';
import { recoveryId } from '../../plan/path.ts';
import { describeRun, type RunState } from '../reading/describe.ts';
import { readEnd } from '../reading/facts.ts';
import { isOpen } from '../reading/status.ts';
import { readLineage, type LineageRun } from './lineage.ts';

/**
 * How far the recovery of a run that was terminated has come. `partly`: it ended and left something behind. `superseded`: it has ended
 * because a later run of the execution goes on.
 */
export type Recovery = { kind: 'none' } | { kind: 'running' | 'undone' | 'partly' | 'superseded'; id: string };

/** What is known of a run whose recovery is looked for. */
export type Terminated = Pick<RunState, 'workflowId' | 'runId' | 'firstRunId' | 'closedAt'>;

/** Follows the recoveries of recoveries: one that was terminated is recovered in its turn. */
export async function recoveryOf(client: Client, terminated: Terminated): Promise<Recovery> {
  const run = await findRecovery(client, terminated);
  if (run === null) return { kind: 'none' };
  const { workflowId: id } = run;
  switch (run.status) {
    case 'running':
    case 'paused':
    case 'continued':
      return { kind: 'running', id };
    case 'terminated': {
      const next = await recoveryOf(client, run);
      return next.kind === 'none' ? { kind: 'running', id } : next;
    }
    case 'completed':
      return { kind: 'superseded', id };
    case 'canceled':
      return { kind: 'undone', id };
    case 'failed': {
      const end = await readEnd(client, run);
      return { kind: end?.failure?.type === 'SagaCompensated' ? 'undone' : 'partly', id };
    }
  }
}

/**
 * The latest run of the recovery that counts for a terminated run: one that began after that run had ended. An earlier one undid what an
 * earlier run of the execution had left behind, and knows nothing of what was done since.
 */
export async function findRecovery(client: Client, terminated: Terminated): Promise<RunState | null> {
  const { workflowId, runId, firstRunId, closedAt } = terminated;
  for (const of of new Set([runId, firstRunId])) {
    const run = await describeRun(client, recoveryId(workflowId, of));
    if (run !== null && (await beganAt(client, run)) >= (closedAt ?? Infinity)) return run;
  }
  return null;
}

/** When its first run began: a reset of the recovery makes a later run of the same one. */
async function beganAt(client: Client, run: RunState): Promise<number> {
  if (run.runId === run.firstRunId) return run.startedAt;
  return (await describeRun(client, run.workflowId, run.firstRunId))?.startedAt ?? run.startedAt;
}

/** One recovery of an execution, and what its runs did. */
export interface ReadRecovery {
  id: string;
  /** Milliseconds since the epoch. */
  beganAt: number;
  isOpen: boolean;
  runs: LineageRun[];
}

/** All recoveries of an execution: of every run of it that was terminated, and of those recoveries in their turn. */
export async function readRecoveries(
  client: Client,
  lineage: readonly LineageRun[],
  beat: () => void,
): Promise<ReadRecovery[]> {
  const ids = new Set(lineage.flatMap(({ run }) => idsOf(run)));
  const found: ReadRecovery[] = [];
  for (const id of ids) {
    beat();
    const latest = await describeRun(client, id);
    if (latest === null) continue;
    const { firstRunId, status } = latest;
    const runs = await readLineage(client, { workflowId: id, firstRunId, asking: null }, beat);
    found.push({ id, beganAt: await beganAt(client, latest), isOpen: isOpen(status), runs });
    found.push(...(await readRecoveries(client, runs, beat)));
  }
  return found;
}

function idsOf({ workflowId, runId, firstRunId, status }: RunState): string[] {
  const earlierForm = recoveryId(workflowId, firstRunId);
  return status === 'terminated' ? [earlierForm, recoveryId(workflowId, runId)] : [earlierForm];
}
