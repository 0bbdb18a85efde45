import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { Recovers } from '../../plan/past.ts';
import type { Scopes } from './scopes.ts';

/** What a recovery asks before each undo. Nobody else asks: there is no later run of an execution that goes on itself. */
export function createLaterRun(scopes: Scopes, recovers: Recovers | undefined): () => Promise<string | null> {
  if (recovers === undefined) return () => Promise.resolve(null);
  return () => scopes.shielded(() => activities.laterRun(recovers));
}

const activities = proxyActivities<Pick<Activities, 'laterRun'>>({
  startToCloseTimeout: '1m',
  summary: 'whether a later run of the execution goes on',
});
