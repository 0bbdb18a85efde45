import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createCallTool } from '../../activities/call-tool.ts';
import { createOutputCache } from '../../activities/output-cache.ts';
import { resume, settleAttempt } from '../../activities/progress.ts';
import { createFederation } from '../../federation/federation.ts';
import type { CallRequest } from '../../plan/call.ts';
import { classify } from '../../plan/outcome.ts';
import { here, program, server } from '../federation/programs.ts';
import { attempt, requestOf, type World } from './support.ts';

vi.setConfig({ testTimeout: 30_000 });

const moody = server('moody', program(`${here}servers/moody-stdio.ts`));
const away = server('moody', { kind: 'stdio', command: '/nowhere/at-all', args: [], env: {}, cwd: here });
const request = requestOf('echo', { message: 'x' }, { repeatable: false });
const neverSent = classify({ kind: 'not_sent', reason: 'connect', message: 'gone' }, false);
const word = settleAttempt(resume(undefined, 1, Date.now(), Date.now()), neverSent, false);

describe('the next attempt of a call that must not be repeated', () => {
  it('sends it when the one before left the word that nothing was sent', async () => {
    const { end } = await attempt({ server: moody, heartbeatDetails: word, info: { attempt: 2 } }, request);
    expect(end).toMatchObject({ attempts: 1, repeated: false });
  });

  it.each([
    ['left no word', undefined],
    ['did not live to say how it ended', { ...word, isSettled: false }],
  ])('ends it at once as unknown when the one before %s', async (_what, heartbeatDetails) => {
    const { end, beats } = await attempt({ server: moody, heartbeatDetails, info: { attempt: 2 } }, request);
    expect(end).toMatchObject({
      type: 'ServerUnavailable',
      message: 'The worker that sent it gave no answer.',
      nonRetryable: true,
      details: [{ outcome: 'unknown', attempts: 1 }],
    });
    expect(beats).toEqual([]);
  });
});

it('an attempt that sent nothing leaves that word and ends, so that Temporal waits and no slot is held', async () => {
  const { end, beats } = await attempt({ server: away }, request);
  expect(end).toMatchObject({ type: 'ServerUnavailable', nonRetryable: false, nextRetryDelay: 1 });
  expect(beats.at(-1)).toMatchObject({ attempt: 1, isSettled: true, sent: 0, worst: 'no_effect' });
});

it('what an older worker has scheduled with a single attempt still waits inside of it', async () => {
  const { attemptMs, heartbeatMs } = request.timeout;
  const timeout = { attemptMs, heartbeatMs, totalMs: 1_500 };
  const info: World['info'] = { retryPolicy: { maximumAttempts: 1 }, startToCloseTimeoutMs: attemptMs + 6_500 };
  const { end, beats } = await attempt({ server: away, info }, { ...request, timeout });
  expect(end).toMatchObject({ type: 'ServerUnavailable', nonRetryable: true, details: [{ outcome: 'no_effect' }] });
  expect(beats.filter((beat) => (beat as { isSettled: boolean }).isSettled).length).toBeGreaterThan(1);
});

describe('an attempt that is told to stop before it has sent anything', () => {
  const once: CallRequest = { ...request, retry: { ...request.retry, isExplicit: true, maximumAttempts: 1 } };

  it.each([
    ['because its worker stops', { workerShutdown: true }],
    ['because an operator pauses it', { paused: true }],
  ])('%s counts for nothing: it goes on elsewhere, or later', async (_why, why) => {
    const { end, beats } = await stopped(why, once);
    expect(end).toMatchObject({ type: 'ServerUnavailable', nonRetryable: false });
    expect(beats.at(-1)).toMatchObject({ isSettled: true, sent: 0, worst: 'no_effect', cutOff: 1 });
  });

  it('because its execution is canceled ends for good, certainly without effect', async () => {
    const { end } = await stopped({ cancelRequested: true }, once);
    expect(end).toMatchObject({ nonRetryable: true, details: [{ outcome: 'no_effect' }] });
  });
});

/** One attempt that waits for a server which nobody finds, until it is told to stop. */
async function stopped(why: ConstructorParameters<typeof ActivityCancellationDetails>[0], call: CallRequest) {
  const environment = new MockActivityEnvironment({ attempt: 1 });
  const source = {
    ...moody,
    resolve: (signal: AbortSignal) => {
      environment.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails(why));
      return new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    },
  };
  const federation = createFederation({
    servers: [source],
    log: () => undefined,
    now: Date.now,
    environment: process.env,
  });
  onTestFinished(() => federation.close());
  const beats: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => beats.push(details));
  const run = createCallTool({ federation, now: Date.now, cache: createOutputCache(Date.now) });
  const end = await environment.run(run, call).catch((error: unknown) => error);
  return { end, beats };
}
