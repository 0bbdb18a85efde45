import { sleep, type Info } from '@temporalio/activity';
import type { CallRequest } from '../plan/call.ts';
import type { Progress } from './progress.ts';
import { withPulse } from './pulse.ts';

/**
 * Activities that an older worker has scheduled: a call that must not be repeated got a single Temporal attempt, long enough to wait in it
 * for a server that cannot be reached. They are open until they end, and without a wait inside they would fail at the first refusal.
 */
export function waitsInside(
  { retryPolicy, startToCloseTimeoutMs }: Info,
  { repeatable, timeout: { attemptMs, totalMs } }: CallRequest,
): boolean {
  return !repeatable && retryPolicy?.maximumAttempts === 1 && startToCloseTimeoutMs >= attemptMs + totalMs;
}

/** False when the activity was told to stop meanwhile. */
export function isAwakeAfter(
  delayMs: number,
  progress: Progress,
  { timeout: { heartbeatMs } }: CallRequest,
  now: () => number,
): Promise<boolean> {
  return withPulse(progress, { heartbeatMs, now }, () =>
    sleep(delayMs).then(
      () => true,
      () => false,
    ),
  );
}
