import { Context } from '@temporalio/activity';
import type { ProgressReport } from '../federation/federation.ts';
import type { CallProgress } from '../plan/call-progress.ts';
import type { Progress } from './progress.ts';

export interface PulseOptions {
  heartbeatMs: number;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/**
 * Heartbeats while something takes its time, so that a dead worker, a cancel and a shutdown are noticed (SAGAS O11). What the tool
 * reports meanwhile goes with them: at once, but not in the first second and not more often than once a second. A heartbeat may be a
 * request to Temporal, and a short call must cost none.
 */
export async function withPulse<T>(
  progress: Progress,
  { heartbeatMs, now }: PulseOptions,
  work: (report: (report: ProgressReport) => void) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  let current = progress;
  let toldAt = now();
  const timer = setInterval(() => {
    context.heartbeat(current);
  }, heartbeatMs / 3);
  try {
    return await work((report) => {
      const at = now();
      current = { ...current, reported: asReported(report, at) };
      if (at - toldAt < REPORT_EVERY_MS) return;
      toldAt = at;
      context.heartbeat(current);
    });
  } finally {
    clearInterval(timer);
  }
}

const REPORT_EVERY_MS = 1_000;

function asReported({ progress, total, message }: ProgressReport, at: number): CallProgress {
  return { progress, total: total ?? null, message: message ?? null, at: new Date(at).toISOString() };
}
