import { setTimeout as sleep } from 'node:timers/promises';
import { sagaState } from '../../../workflows/search-attributes.ts';
import type { World } from '../world.ts';
import type { Acknowledged } from './start.ts';

const LOOK_EVERY_MS = 500;
/** Longer than a call under a killed worker takes to be given up and sent again. */
const PATIENCE_MS = 240_000;

/** How many executions have ended, as Temporal's visibility says. */
export async function countClosed({ cluster, taskQueue }: World): Promise<number> {
  const { count } = await cluster.client.workflow.count(`TaskQueue = "${taskQueue}" AND ExecutionStatus != "Running"`);
  return count;
}

/** Resolves when all of them, and whatever they started, have ended. Throws, naming what is open, when that takes minutes. */
export async function waitUntilClosed(world: World, acknowledged: readonly Acknowledged[]): Promise<void> {
  const startedAt = Date.now();
  await untilNone(world, startedAt, () => listOpen(world));
  // Visibility is written a little after the start: what it does not show may be open all the same.
  let rest = acknowledged;
  await untilNone(world, startedAt, async () => {
    rest = await stillRunning(world, rest);
    return rest.map(({ id }) => id);
  });
}

async function untilNone({ signal }: World, startedAt: number, look: () => Promise<string[]>): Promise<void> {
  for (;;) {
    const open = await look();
    if (open.length === 0) return;
    if (Date.now() - startedAt > PATIENCE_MS) {
      throw new Error(`${String(open.length)} executions are still open: ${open.slice(0, 10).join(', ')}`);
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

async function listOpen({ cluster, taskQueue }: World): Promise<string[]> {
  const open: string[] = [];
  const query = `TaskQueue = "${taskQueue}" AND ExecutionStatus = "Running"`;
  for await (const { workflowId, typedSearchAttributes } of cluster.client.workflow.list({ query })) {
    // The reconciler's own executions are machinery.
    if (!workflowId.includes('/')) continue;
    open.push(`${workflowId} (${typedSearchAttributes.get(sagaState) ?? 'no state'})`);
  }
  return open;
}

/** One that Temporal does not know is not running: the check of the starts says so. */
async function stillRunning({ cluster }: World, some: readonly Acknowledged[]): Promise<Acknowledged[]> {
  const running: Acknowledged[] = [];
  for (const one of new Map(some.map((each) => [each.runId, each])).values()) {
    const handle = cluster.client.workflow.getHandle(one.id, one.runId);
    const isRunning = await handle.describe().then(
      ({ status }) => status.name === 'RUNNING',
      () => false,
    );
    if (isRunning) running.push(one);
  }
  return running;
}
