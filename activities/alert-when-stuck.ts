import { log, metricMeter } from '@temporalio/activity';
import type { CallRequest } from '../plan/call.ts';
import type { Verdict } from '../plan/outcome.ts';
import type { Progress } from './progress.ts';

/** Says once, in the log and by a counter, that a compensation has failed for five minutes (S23): long before it parks. */
export function alertWhenStuck(request: CallRequest, progress: Progress, verdict: Verdict, now: number): Progress {
  const failsForMs = now - progress.startedAt;
  if (request.direction !== 'compensation' || progress.isAlerted === true || failsForMs < ALERT_AFTER_MS)
    return progress;
  const { server, tool, path, key } = request;
  const { attempt, sent } = progress;
  log.warn('a compensation keeps failing', {
    step: path,
    server,
    tool,
    key,
    attempts: attempt,
    sent,
    failsForMs,
    reason: verdict.failure?.message,
  });
  const counter = metricMeter.createCounter(
    'sagaflow_compensation_alerts',
    '1',
    'Compensations that failed for five minutes',
  );
  counter.add(1, { server, tool });
  return { ...progress, isAlerted: true };
}

const ALERT_AFTER_MS = 300_000;
