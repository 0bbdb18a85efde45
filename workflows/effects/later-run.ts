import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { Recovers } from '../../plan/past.ts';
import { asLaterRun } from '../tell.ts';
import type { Scopes } from './scopes.ts';

/** What a recovery asks before each undo. Nobody else asks: there is no later run of an execution that goes on itself. */
export function createLaterRun(scopes: Scopes, recovers: Recovers | undefined): () => Promise<string | null> {
  if (recovers === undefined) return () => Promise.resolve(null);
  return () => scopes.shielded(() => ask(recovers));
}

/** It only reads: when a person has ended it by hand, or a reset has, it is asked again. */
async function ask(recovers: Recovers): Promise<string | null> {
  for (;;) {
    const answer: unknown = await activities.laterRun(recovers).catch(() => undefined);
    const runId = asLaterRun(answer);
    if (runId !== undefined) return runId;
  }
}

const activities = proxyActivities<Pick<Activities, 'laterRun'>>({
  startToCloseTimeout: '1m',
  summary: 'whether a later run of the execution goes on',
});
