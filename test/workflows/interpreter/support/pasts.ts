import type { Past, PastCall } from '../../../../plan/past.ts';
import { callKey } from '../../../../workflows/interpreter/state/keys.ts';

/** What other runs did, as a reset run reads it. */
export function pastOf(...calls: PastCall[]): Past {
  return { readBy: 'run-1', calls, children: [] };
}

/** An effect of another run; in force, if nothing else is said. */
export function call(path: string, over: Partial<PastCall> = {}): PastCall {
  const { epoch = 0 } = over;
  return {
    path,
    epoch,
    key: keyOf(path, epoch),
    scheduledAt: 0,
    repeatable: true,
    outcome: 'ok',
    intent: { frozen: {}, withoutOutput: null },
    frozen: null,
    answer: null,
    undone: 'no',
    undoEpoch: 0,
    ...over,
  };
}

/** The key that `start` gives to a call. */
export function keyOf(path: string, epoch: number | string, direction: 'forward' | 'compensation' = 'forward'): string {
  return callKey({ namespace: 'default', workflowId: 'wf', runId: 'run-1', keyRoot: 'root' }, path, epoch, direction);
}
