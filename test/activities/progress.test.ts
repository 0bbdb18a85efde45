import { describe, expect, it } from 'vitest';
import { isForgotten, nextDelay, resume, settleAttempt, type Progress } from '../../activities/progress.ts';
import type { CallRequest } from '../../plan/call.ts';
import { classify, type Verdict } from '../../plan/outcome.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = 1_000_000_000_000;

const request = {
  repeatable: true,
  retentionMs: DAY,
  refusalAttempts: 0,
  timeout: { attemptMs: 1_000, totalMs: 365 * DAY, heartbeatMs: 1_000 },
  retry: {
    maximumAttempts: null,
    isExplicit: false,
    initialIntervalMs: HOUR,
    backoffCoefficient: 1,
    maximumIntervalMs: HOUR,
    retryOn: [],
    nonRetryableErrorTypes: [],
  },
} as unknown as CallRequest;

const failed = (outcome: Verdict['outcome'], retry: Verdict['retry']): Verdict => ({
  outcome,
  retry,
  failure: { type: 'ServerUnavailable', message: 'gone' },
  retryAfterMs: null,
});
const unknown = failed('unknown', 'keyed');
const unsent = failed('no_effect', 'never_sent');

/** The progress after attempts that ended like this, the first of which began at `START`. */
function after(...verdicts: Verdict[]): Progress {
  const first = resume(undefined, 1, START, START - HOUR);
  return verdicts.reduce(
    (progress, verdict) => settleAttempt(progress, verdict, verdict.retry !== 'never_sent'),
    first,
  );
}

describe('a tool that remembers its keys for a day', () => {
  it.each([
    ['is asked again while it does', [unknown], START + HOUR, HOUR],
    ['is not asked again when it will have forgotten by then', [unknown], START + DAY - HOUR, null],
    ['is not asked again after that, also when the last attempt never left', [unknown, unsent], START + DAY, null],
    ['is asked at any time when nothing ever reached it', [unsent, unsent], START + 30 * DAY, HOUR],
  ])('%s', (_, verdicts, now, delay) => {
    const last = verdicts.at(-1) ?? unknown;
    expect(nextDelay(request, after(...verdicts), last, now)).toBe(delay);
    expect(nextDelay({ ...request, retentionMs: null }, after(...verdicts), last, now)).toBe(HOUR);
  });

  it('is not asked again after a worker died with the call and nobody came for a day', () => {
    const lost = resume({ ...after(), isSettled: false }, 2, START + 2 * DAY, START - HOUR);
    expect(lost.worst).toBe('unknown');
    expect(isForgotten(request, lost, START + 2 * DAY)).toBe(true);
    expect(isForgotten(request, lost, START + HOUR)).toBe(false);
  });

  it('counts from when the call was scheduled if the attempts before left no word', () => {
    const silent = resume(undefined, 2, START + 2 * DAY, START);
    expect(isForgotten(request, silent, START + 2 * DAY)).toBe(true);
  });
});

it('a call that was held back is tried again when that was said to be worth it, not by the usual back-off', () => {
  const held = { kind: 'not_sent', reason: 'held_back', message: 'The circuit is open.', retryAfterMs: 7_500 } as const;
  const verdict = classify(held, false);
  expect(nextDelay(request, after(verdict), verdict, START)).toBe(7_500);
});
