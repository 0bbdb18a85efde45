import { WorkflowNotFoundError } from '@temporalio/client';
import { persist } from '../operate/persist.ts';
import type { World } from '../processes/open-world.ts';
import { sagaState } from '../../../workflows/search-attributes.ts';

/** How a saga stands: its own runs, and the recovery that the newest terminated one has. */
export interface Lineage {
  /** Oldest first. */
  runs: string[];
  latest: string;
  /** Temporal's status of the latest run. */
  status: string;
  isOpen: boolean;
  wasReset: boolean;
  recovery: RecoveryState | null;
}

interface RecoveryState {
  id: string;
  /** The run that it undoes. */
  of: string;
  state: 'open' | 'parked' | 'closed';
}

export async function readLineage(world: World, root: string): Promise<Lineage> {
  const { client } = world;
  const { runId: latest, status, raw } = await persist(() => client.workflow.getHandle(root).describe());
  const runs = await runsOf(world, root, latest);
  const found = await Promise.all(runs.toReversed().map((run) => recoveryOf(world, root, run)));
  return {
    runs,
    latest,
    status: status.name,
    isOpen: status.name === 'RUNNING' || status.name === 'PAUSED',
    wasReset: (raw.workflowExtendedInfo?.originalStartTime ?? null) !== null && runs.length > 1,
    recovery: found.find((one) => one !== null) ?? null,
  };
}

/** As visibility lists them, and the latest. */
async function runsOf({ client }: World, id: string, latest: string): Promise<string[]> {
  return persist(async () => {
    const runs: { runId: string; at: number }[] = [];
    for await (const { runId, startTime } of client.workflow.list({ query: `WorkflowId = "${id}"` }))
      runs.push({ runId, at: startTime.getTime() });
    const ordered = runs.toSorted((a, b) => a.at - b.at).map(({ runId }) => runId);
    return [...ordered.filter((runId) => runId !== latest), latest];
  });
}

/** A recovery that was terminated itself is recovered in its turn: the last of them. */
async function recoveryOf(world: World, id: string, of: string): Promise<RecoveryState | null> {
  const own = `${id}~recovery/${of}`;
  const found = await persist(() => world.client.workflow.getHandle(own).describe()).catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  });
  if (found === null) return null;
  const { status, runId, typedSearchAttributes } = found;
  if (status.name === 'TERMINATED') {
    const next = await recoveryOf(world, own, runId);
    if (next !== null) return { ...next, of };
  }
  const isParked = typedSearchAttributes.get(sagaState) === 'parked';
  const state = status.name !== 'RUNNING' ? 'closed' : isParked ? 'parked' : 'open';
  return { id: own, of, state };
}

/** The child of the highest epoch that a saga has started; null without one. */
export async function childOf({ client }: World, root: string): Promise<string | null> {
  return persist(async () => {
    let found: string | null = null;
    const query = `WorkflowId STARTS_WITH "${root}~"`;
    for await (const { workflowId } of client.workflow.list({ query })) {
      if (workflowId.includes('~recovery/')) continue;
      if (found === null || workflowId > found) found = workflowId;
    }
    return found;
  });
}
