import type { CallProgress } from '../plan/call-progress.ts';
import type { CallRequest } from '../plan/call.ts';
import { worst, type Outcome, type RetryRule, type Verdict } from '../plan/outcome.ts';

/** What the attempts of one call have shown so far. It travels in heartbeat details from one attempt to the next. */
export interface Progress {
  /** The last attempt these figures know of. */
  attempt: number;
  /** That attempt ended with a verdict; otherwise it may have sent something. */
  isSettled: boolean;
  /** Attempts that were, or may have been, sent. */
  sent: number;
  /** Attempts that were interrupted before anything was sent: they count for nothing. */
  cutOff?: number;
  /** Refusals by the tool itself. */
  refusals: number;
  worst: Outcome;
  /** Milliseconds since the epoch: start of the first attempt. */
  startedAt: number;
  /** Milliseconds since the epoch: before that nothing was sent. */
  unsentUntil: number;
  /** sha256 of a successful answer that may not have reached history (O12). */
  answer: string | null;
  isContradicted: boolean;
  /** It was said already that this compensation keeps failing. */
  isAlerted?: boolean;
  /** What the tool has last reported in the attempt under way. */
  reported: CallProgress | null;
}

/** Where this attempt begins. What an earlier one did not settle counts as sent and unknown (SAGAS §1 "Over attempts"). */
export function resume(details: unknown, attempt: number, now: number, scheduledAt: number): Progress {
  const last = isProgress(details)
    ? details
    : {
        attempt: 0,
        isSettled: true,
        sent: 0,
        refusals: 0,
        worst: 'ok' as const,
        startedAt: now,
        // Of attempts that left no word only this is known.
        unsentUntil: attempt === 1 ? now : scheduledAt,
        answer: null,
        isContradicted: false,
        reported: null,
      };
  const settledUpTo = last.isSettled ? last.attempt : last.attempt - 1;
  const lost = Math.max(0, attempt - 1 - settledUpTo);
  return {
    ...last,
    attempt,
    isSettled: false,
    sent: last.sent + lost,
    worst: lost > 0 ? 'unknown' : last.worst,
    reported: null,
  };
}

/** The figures after one attempt ended with a verdict. */
export function settleAttempt(progress: Progress, verdict: Verdict, wasSent: boolean, isCutOff = false): Progress {
  return {
    ...progress,
    isSettled: true,
    sent: progress.sent + (wasSent ? 1 : 0),
    refusals: progress.refusals + (verdict.retry === 'tool_error' ? 1 : 0),
    worst: worst(progress.worst, verdict.outcome),
    reported: null,
    ...(isCutOff ? { cutOff: (progress.cutOff ?? 0) + 1 } : {}),
  };
}

/** How long to wait before the next attempt, in milliseconds; null when there is none. */
export function nextDelay(request: CallRequest, progress: Progress, verdict: Verdict, now: number): number | null {
  const { retry, timeout } = request;
  if (verdict.failure === null || retry.nonRetryableErrorTypes.includes(verdict.failure.type)) return null;
  if (now - progress.startedAt >= timeout.totalMs) return null;
  if (!isAllowed(verdict.retry, request, progress)) return null;
  const attempts = Math.max(1, progress.attempt);
  const backoff = retry.initialIntervalMs * retry.backoffCoefficient ** Math.min(attempts - 1, 30);
  const delayMs = verdict.retryAfterMs ?? Math.min(backoff, retry.maximumIntervalMs);
  return isForgotten(request, progress, now + delayMs) ? null : delayMs;
}

/** It may have happened, and the tool does not know its key any more: sent now, it would happen twice (S9 "retention"). */
export function isForgotten({ retentionMs }: CallRequest, progress: Progress, at: number): boolean {
  if (retentionMs === null || retentionMs === undefined) return false;
  const mayHaveHappened = progress.worst === 'unknown' || progress.worst === 'effect_possible';
  return mayHaveHappened && at >= progress.unsentUntil + retentionMs;
}

/** It would have been tried again, had the author's `max_attempts` not been reached. */
export function isSpentByCount(request: CallRequest, progress: Progress, verdict: Verdict): boolean {
  const retry = { ...request.retry, maximumAttempts: null };
  return nextDelay({ ...request, retry }, progress, verdict, progress.startedAt) !== null;
}

function isAllowed(rule: RetryRule, request: CallRequest, progress: Progress): boolean {
  const { retry, repeatable, refusalAttempts } = request;
  const limit = retry.maximumAttempts ?? Infinity;
  switch (rule) {
    case 'never':
      return false;
    case 'never_sent':
      return !retry.isExplicit || progress.attempt - (progress.cutOff ?? 0) < limit;
    case 'refused':
      return progress.sent < limit;
    case 'keyed':
      return repeatable && progress.sent < limit;
    case 'tool_error':
      return progress.refusals < refusalAttempts || (retry.retryOn.includes('tool_error') && progress.sent < limit);
  }
}

function isProgress(details: unknown): details is Progress {
  return typeof details === 'object' && details !== null && 'isSettled' in details && 'startedAt' in details;
}
