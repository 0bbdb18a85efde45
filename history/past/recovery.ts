import type { Client } from '@temporalio/client';
import { recoveryId } from '../../plan/path.ts';
import { readEnd } from '../reading/facts.ts';
import { describeRun } from '../reading/describe.ts';

/** How far the recovery of an execution that was terminated has come. `partly`: it ended and left something behind. */
export type Recovery = { kind: 'none' } | { kind: 'running' | 'undone' | 'partly'; id: string };

/** Follows the recoveries of recoveries: one that was terminated is recovered in its turn. */
export async function recoveryOf(client: Client, workflowId: string, firstRunId: string): Promise<Recovery> {
  const id = recoveryId(workflowId, firstRunId);
  const run = await describeRun(client, id);
  if (run === null) return { kind: 'none' };
  switch (run.status) {
    case 'running':
    case 'continued':
      return { kind: 'running', id };
    case 'terminated': {
      const next = await recoveryOf(client, id, run.firstRunId);
      return next.kind === 'none' ? { kind: 'running', id } : next;
    }
    case 'completed':
    case 'canceled':
      return { kind: 'undone', id };
    case 'failed': {
      const end = await readEnd(client, run);
      return { kind: end?.failure?.type === 'SagaCompensated' ? 'undone' : 'partly', id };
    }
  }
}

/** Ids of all recoveries of an execution, the first one first. */
export async function recoveryIds(client: Client, workflowId: string, firstRunId: string): Promise<string[]> {
  const id = recoveryId(workflowId, firstRunId);
  const run = await describeRun(client, id);
  return run === null ? [] : [id, ...(await recoveryIds(client, id, run.firstRunId))];
}
