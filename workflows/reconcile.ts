import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

type Scan = Awaited<ReturnType<Activities['startRecoveries']>>;

/**
 * What the reconciler's schedule starts (S33): one look at what was terminated since the last one. No definition can have its name, because
 * theirs begin with a small letter.
 */
export function ReconcileTerminated(): Promise<Scan> {
  const last = workflowInfo().lastResult as Scan | undefined;
  return activities.startRecoveries({ scannedUntil: last?.scannedUntil ?? null });
}

const activities = proxyActivities<Pick<Activities, 'startRecoveries'>>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '30s',
  retry: { maximumAttempts: 5 },
});
