import { ApplicationFailure } from '@temporalio/common';
import { ActivityFailure, patched, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { isPast } from '../../plan/foreign.ts';
import type { Past } from '../../plan/past.ts';
import { isInterruptedByReset } from '../report-failure.ts';
import { FOREIGN_RESULT } from '../report-return.ts';

/** What the runs of an execution did; or why nobody can know, when a history is gone or all of it is more than Temporal carries. */
export async function readPast(request: Parameters<Activities['readPast']>[0]): Promise<Past | { unreadable: string }> {
  try {
    const past: unknown = await activities.readPast(request);
    if (isPast(past)) return past;
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : undefined;
    if (cause instanceof ApplicationFailure && cause.type === 'PastUnreadable') return { unreadable: cause.message };
    const isByHand = cause instanceof ApplicationFailure && patched(FOREIGN_RESULT);
    if (!isByHand && !isInterruptedByReset(cause)) throw error;
  }
  // Somebody ended it by hand, or it was under way at the point of a reset. It only reads, so it is asked again.
  return readPast(request);
}

const activities = proxyActivities<Pick<Activities, 'readPast'>>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '15s',
  summary: 'what other runs of this execution did',
});
