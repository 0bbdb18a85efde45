import type { RetryPolicy, Timeouts } from '../../../plan/plan.ts';
import { milliseconds } from '../../syntax/duration.ts';
import type { OrchestrationSyntax, StepSyntax } from '../../syntax/language.ts';

type RetrySyntax = NonNullable<StepSyntax['retry_policy']>;
type TimeoutSyntax = NonNullable<StepSyntax['timeout']>;

/** The policy of a forward call: the nearest level that says something wins, key by key. SAGAS §1 "Who retries" has the defaults. */
export function retryOf(
  own: RetrySyntax | undefined,
  file: OrchestrationSyntax | null,
  platform: OrchestrationSyntax | null,
): RetryPolicy {
  return retryFrom(
    mergeLevels([platform?.error_handling?.retry_policy, file?.error_handling?.retry_policy, own]),
    FORWARD,
  );
}

/** Compensations are repeated until `park_after` (SAGAS S23): no other policy than one of their own bounds them. */
export function compensationRetryOf(own: RetrySyntax | undefined): RetryPolicy {
  return retryFrom(own ?? {}, COMPENSATION);
}

/**
 * The step's own words, then the tool's or server's attempt time from platform.yaml, then the defaults. An unlimited number of
 * attempts is not ended by the total's default.
 */
export function timeoutsOf(own: TimeoutSyntax | undefined, toolMs: number | null, isUnlimited: boolean): Timeouts {
  const written = typeof own === 'string' ? { attempt: own } : (own ?? {});
  const writtenTotalMs = milliseconds(written.total);
  // Where only the total is written, one attempt is not longer than that.
  const attemptMs = milliseconds(written.attempt) ?? Math.min(toolMs ?? ATTEMPT_MS, writtenTotalMs ?? Infinity);
  const totalMs = writtenTotalMs ?? (isUnlimited ? UNBOUNDED_MS : Math.max(TOTAL_MS, attemptMs));
  return { attemptMs, totalMs, heartbeatMs: milliseconds(written.heartbeat) ?? HEARTBEAT_MS };
}

/** "No bound" in a field that must be a number: a hundred years. */
const UNBOUNDED_MS = 36_500 * 86_400_000;

const ATTEMPT_MS = 30_000;
const TOTAL_MS = 600_000;
const HEARTBEAT_MS = 10_000;

interface RetryDefaults {
  maximumAttempts: number | null;
  initialIntervalMs: number;
  maximumIntervalMs: number;
}

const FORWARD: RetryDefaults = { maximumAttempts: 3, initialIntervalMs: 1_000, maximumIntervalMs: 60_000 };
const COMPENSATION: RetryDefaults = { maximumAttempts: null, initialIntervalMs: 1_000, maximumIntervalMs: 300_000 };

function mergeLevels(levels: (RetrySyntax | undefined)[]): RetrySyntax {
  return levels.reduce<RetrySyntax>(nearer, {});
}

/** A coefficient means that waits grow: written nearer to the step, it overrules a `backoff: fixed` from further away. */
function nearer(outer: RetrySyntax, inner: RetrySyntax | undefined): RetrySyntax {
  const grows = inner?.coefficient !== undefined && inner.backoff === undefined;
  return { ...outer, ...(grows ? { backoff: 'exponential' } : {}), ...inner };
}

function retryFrom(written: RetrySyntax, defaults: RetryDefaults): RetryPolicy {
  const { max_attempts: attempts } = written;
  const initialIntervalMs = milliseconds(written.initial_interval) ?? defaults.initialIntervalMs;
  const longestMs = milliseconds(written.max_interval) ?? defaults.maximumIntervalMs;
  return {
    maximumAttempts: attempts === undefined ? defaults.maximumAttempts : attempts === 'unlimited' ? null : attempts,
    isExplicit: attempts !== undefined,
    initialIntervalMs,
    backoffCoefficient: written.backoff === 'fixed' ? 1 : (written.coefficient ?? 2),
    maximumIntervalMs: Math.max(longestMs, initialIntervalMs),
    retryOn: written.retry_on ?? [],
    nonRetryableErrorTypes: written.non_retryable ?? [],
  };
}
