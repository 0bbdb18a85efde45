import { ApplicationFailure } from '@temporalio/common';
import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { Past } from '../../plan/past.ts';

/** What the runs of an execution did; or why nobody can know, when a history is gone or all of it is more than Temporal carries. */
export async function readPast(request: Parameters<Activities['readPast']>[0]): Promise<Past | { unreadable: string }> {
  try {
    return await activities.readPast(request);
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : undefined;
    if (cause instanceof ApplicationFailure && cause.type === 'PastUnreadable') return { unreadable: cause.message };
    throw error;
  }
}

const activities = proxyActivities<Pick<Activities, 'readPast'>>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '15s',
  summary: 'what other runs of this execution did',
});
