import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { mayBeInForce, type Past, type Remains } from '../../plan/past.ts';
import { readPast } from './read-past.ts';
import { recoveryOf } from './recovery.ts';
import type { RunState } from '../reading/describe.ts';

/** Looks at how an execution ended, at its recovery, and where there is none at its history. */
export async function remainsOf(
  client: Client,
  run: RunState,
  failureType: string | null,
  beat: () => void,
): Promise<Remains> {
  if (failureType === 'SagaPartiallyCompensated') return { kind: 'something' };
  if (run.status !== 'terminated') return { kind: 'nothing' };
  const recovery = await recoveryOf(client, run);
  switch (recovery.kind) {
    case 'running':
      return { kind: 'recovering', id: recovery.id };
    case 'undone':
      return { kind: 'nothing' };
    case 'partly':
      return { kind: 'something' };
    case 'none':
    case 'superseded':
      return (await leftNothingBehind(client, run, beat)) ? { kind: 'nothing' } : { kind: 'something' };
  }
}

async function leftNothingBehind(client: Client, run: RunState, beat: () => void): Promise<boolean> {
  const { workflowId, firstRunId, runId } = run;
  try {
    return !isAnythingDue(
      await readPast(client, { workflowId, firstRunId, except: null }, { workflowId: null, runId }, beat),
    );
  } catch (error) {
    if (error instanceof ApplicationFailure && error.type === 'PastUnreadable') return false;
    throw error;
  }
}

/** Whether anything of it happened, or may have, and was not undone since. */
export function isAnythingDue({ calls, children }: Past): boolean {
  return calls.some(mayBeInForce) || children.some(mayBeInForce);
}
