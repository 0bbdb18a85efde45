import type { ExecutionView } from '../../plan/view.ts';
import { followExecution, getExecution } from './look.ts';
import type { WaitOptions } from './operations.ts';
import type { Executions } from './ports.ts';

export interface Waited {
  view: ExecutionView;
  /** It has ended, or waits for a person: more waiting would not have helped. */
  isSettled: boolean;
}

/** Follows an execution until it has ended or waits for a person, at most `waitMs`. Never touches the execution itself. */
export async function waitForExecution(
  executions: Executions,
  { id, runId }: { id: string; runId?: string | undefined },
  { waitMs, signal, onChange }: WaitOptions,
): Promise<Waited> {
  const timeout = AbortSignal.timeout(Math.max(1, waitMs));
  const enough = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  for await (const change of followExecution(executions, id, { runId, signal: enough })) {
    onChange?.(change);
    const { event, head } = change;
    if (event.type === 'closed') return { view: change.view, isSettled: true };
    // A wait that is read while older events are caught up with may be long past.
    if (change.isLatest && head.waitingFor.some(({ kind }) => kind !== 'signal')) {
      const now = await getExecution(executions, id);
      if (isSettled(now)) return { view: now, isSettled: true };
    }
  }
  const view = await getExecution(executions, id, undefined);
  return { view, isSettled: isSettled(view) };
}

function isSettled({ status, waitingFor }: ExecutionView): boolean {
  return status !== 'running' || waitingFor.some(({ kind }) => kind !== 'signal');
}
