import { sagaState } from '../../../workflows/search-attributes.ts';
import { persist, pause } from '../operate/persist.ts';
import { rootOf } from '../proxy/call.ts';
import type { World } from '../processes/open-world.ts';

/** One open execution, as visibility shows it. */
export interface OpenExecution {
  id: string;
  runId: string;
  isParked: boolean;
}

export interface Watch {
  /** Resolves when nothing of this saga is open any more, or when only people could move it and nobody will. */
  settled(root: string): Promise<'closed' | 'parked'>;
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 250;
/** Visibility is written a little after the start. */
const GRACE_MS = 1_500;

/** Looks at all open executions at once, again and again; `onParked` is told of each that waits for an operator. */
export function watchExecutions(world: World, onParked: (execution: OpenExecution) => 'leave' | 'decide'): Watch {
  const waiting = new Map<string, { since: number; resolve: (end: 'closed' | 'parked') => void }>();
  const end = new AbortController();
  const over = end.signal;
  const look = async (): Promise<void> => {
    const open = await listOpen(world);
    const roots = new Set(open.map(({ id }) => rootOf(id)));
    for (const execution of open.filter(({ isParked }) => isParked)) {
      if (onParked(execution) === 'leave') settle(rootOf(execution.id), 'parked');
    }
    const gone = [...waiting].filter(([root, { since }]) => !roots.has(root) && Date.now() - since > GRACE_MS);
    for (const [root] of gone) if (await isClosed(world, root)) settle(root, 'closed');
  };
  const settle = (root: string, end: 'closed' | 'parked'): void => {
    waiting.get(root)?.resolve(end);
    waiting.delete(root);
  };
  const lookOn = async (): Promise<void> => {
    while (!over.aborted) {
      await look();
      await pause(LOOK_EVERY_MS);
    }
  };
  const looking = lookOn();
  return {
    settled: (root) => new Promise((resolve) => waiting.set(root, { since: Date.now(), resolve })),
    async stop() {
      end.abort();
      await looking;
    },
  };
}

export async function listOpen({ client, taskQueue }: World): Promise<OpenExecution[]> {
  const query = `TaskQueue = "${taskQueue}" AND (ExecutionStatus = "Running" OR ExecutionStatus = "Paused")`;
  return persist(async () => {
    const open: OpenExecution[] = [];
    for await (const { workflowId, runId, typedSearchAttributes } of client.workflow.list({ query })) {
      // The reconciler's own executions are machinery.
      if (!workflowId.includes('/')) continue;
      open.push({ id: workflowId, runId, isParked: typedSearchAttributes.get(sagaState) === 'parked' });
    }
    return open;
  });
}

async function isClosed({ client }: World, id: string): Promise<boolean> {
  const { status } = await persist(() => client.workflow.getHandle(id).describe());
  return status.name !== 'RUNNING' && status.name !== 'PAUSED';
}
