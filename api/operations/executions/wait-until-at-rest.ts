import { isOpen, type ExecutionView } from '../../../plan/view.ts';
import type { Executions } from '../ports.ts';
import { existingView } from './existing-view.ts';
import type { WaitOptions } from './wait.ts';

export interface Waited {
  view: ExecutionView;
  /** It has ended, is paused, or waits for a person: more waiting would not have helped. */
  isAtRest: boolean;
}

/** Follows an execution until it has ended, is paused or waits for a person, at most `waitMs`. Never touches the execution itself. */
export async function waitUntilAtRest(
  executions: Executions,
  { id, runId }: { id: string; runId?: string | undefined },
  { waitMs, signal, onChange }: WaitOptions,
): Promise<Waited> {
  const timeout = AbortSignal.timeout(Math.max(1, waitMs));
  const enough = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  for await (const change of executions.follow(id, { runId, signal: enough })) {
    onChange?.(change);
    const { event, head } = change;
    if (event.type === 'closed') return { view: change.view, isAtRest: true };
    // A wait that is read while older events are caught up with may be long past.
    if (change.isLatest && standsStill(head)) {
      const now = await existingView(executions, id);
      if (isAtRest(now)) return { view: now, isAtRest: true };
    }
  }
  const view = await existingView(executions, id);
  return { view, isAtRest: isAtRest(view) };
}

function isAtRest(view: ExecutionView): boolean {
  return !isOpen(view.status) || standsStill(view);
}

/** Signals come from programs, and servers come back by themselves. */
function standsStill({ status, waitingFor }: Pick<ExecutionView, 'status' | 'waitingFor'>): boolean {
  return status === 'paused' || waitingFor.some(({ kind }) => kind !== 'signal' && kind !== 'server');
}
