import type { Client } from '@temporalio/client';
import { recoveryOf } from '../../history/past/recovery.ts';
import { remainsOf } from '../../history/past/remains.ts';
import type { RunState } from '../../history/reading/describe.ts';
import type { ExecutionView } from '../../plan/view.ts';

/** A terminated execution with what undoes it. It is asked each time: a recovery begins and ends after the execution has. */
export async function withRecovery(client: Client, run: RunState, view: ExecutionView): Promise<ExecutionView> {
  if (view.status !== 'terminated') return view;
  const recovery = await recoveryOf(client, run);
  if (recovery.kind !== 'none') return { ...view, recovery: { id: recovery.id, status: recovery.kind } };
  // No saga, or reset since: nothing comes.
  if (view.sagaState === 'none' || run.resetRunId !== null) return view;
  const remains = await remainsOf(client, run, null, () => undefined);
  return remains.kind === 'something' ? { ...view, recovery: { id: null, status: 'expected' } } : view;
}
