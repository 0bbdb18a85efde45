import type { Caller } from '../api/operations/caller.ts';
import type { Operations } from '../api/operations/operations.ts';
import type { ExecutionChange } from '../api/operations/ports.ts';
import type { ExecutionView } from '../plan/view.ts';
import { printWait } from './render/ending.ts';
import { createLiveLines } from './render/live-lines.ts';
import type { Output } from '../mains/context.ts';

export interface FollowOptions {
  operations: Operations;
  caller: Caller;
  id: string;
  runId: string;
  signal: AbortSignal;
  /** Gets every change, before the next is read. */
  onChange: (change: ExecutionChange) => void;
}

/**
 * Follows an execution until it ends, parks or is paused, and gives its view; null when the signal aborted first. A parked or paused one
 * stays open: whoever follows need not wait for the operator.
 */
export async function followToEnd(options: FollowOptions): Promise<ExecutionView | null> {
  const { operations, caller, id, runId, signal, onChange } = options;
  for await (const change of await operations.follow(caller, id, { runId, signal })) {
    onChange(change);
    // A park that is read while older events are caught up with may be long past.
    if (!change.isLatest || !standsStill(change.head)) continue;
    const view = await operations.get(caller, id);
    if (standsStill(view)) return view;
  }
  return signal.aborted ? null : operations.get(caller, id);
}

function standsStill({ status, sagaState }: Pick<ExecutionView, 'status' | 'sagaState'>): boolean {
  return status === 'paused' || sagaState === 'parked';
}

/** Shows every change as a line, and what to type when somebody is waited for. */
export function liveLines(output: Output): { onChange: (change: ExecutionChange) => void; end: () => void } {
  const lines = createLiveLines(output);
  return {
    onChange(change) {
      lines.show(change);
      const { event, head } = change;
      if (event.type !== 'step_waiting' || event.kind === 'timer') return;
      const wait = head.waitingFor.find(({ step }) => step === event.path);
      lines.end();
      if (wait !== undefined) printWait(output, head, wait);
    },
    end: () => lines.end(),
  };
}
