import type { Executions, ExecutionChange } from '../api/operations/ports.ts';
import { followExecution, getExecution } from '../api/operations/look.ts';
import type { ExecutionView } from '../plan/view.ts';
import { printWait } from './render/ending.ts';
import { createLiveLines } from './render/live-lines.ts';
import type { Output } from '../mains/context.ts';

export interface FollowOptions {
  executions: Executions;
  id: string;
  runId: string;
  signal: AbortSignal;
  /** Gets every change, before the next is read. */
  onChange: (change: ExecutionChange) => void;
}

/**
 * Follows an execution until it ends or parks, and gives its view; null when the signal aborted first. A parked one stays open: whoever
 * follows need not wait for the operator.
 */
export async function followToEnd(options: FollowOptions): Promise<ExecutionView | null> {
  const { executions, id, runId, signal, onChange } = options;
  for await (const change of followExecution(executions, id, { runId, signal })) {
    onChange(change);
    // A park that is read while older events are caught up with may be long past.
    if (!change.isLatest || change.head.sagaState !== 'parked') continue;
    const view = await getExecution(executions, id);
    if (view.sagaState === 'parked') return view;
  }
  return signal.aborted ? null : getExecution(executions, id);
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
