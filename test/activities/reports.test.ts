import { describe, expect, it, vi } from 'vitest';
import { progressOf } from '../../plan/call-progress.ts';
import { here, program, server } from '../federation/programs.ts';
import { attempt, requestOf } from './support.ts';

vi.setConfig({ testTimeout: 30_000 });

const moody = server('moody', program(`${here}servers/moody-stdio.ts`));

/** Every look at the clock finds it two seconds later. */
function hastyClock(): () => number {
  let time = Date.parse('2026-01-01T00:00:00Z');
  return () => (time += 2_000);
}

describe('what a tool reports of its progress', () => {
  it('travels with the heartbeats of its call', async () => {
    const { end, beats } = await attempt({ server: moody, now: hastyClock() }, requestOf('slow', { ms: 300 }));
    expect(end).toMatchObject({ attempts: 1 });
    const [first, ...others] = beats.map(progressOf);
    expect(first).toEqual({
      progress: 1,
      total: 3,
      message: 'step 1',
      at: expect.stringMatching(/^2026-01-01T00:00:/) as string,
    });
    expect(others.map((report) => report?.progress)).toEqual([2, 3]);
    // Whoever resumes this call must not take a report for an end.
    expect(beats).toEqual(beats.map(() => expect.objectContaining({ isSettled: false }) as unknown));
  });

  it('is kept by the heartbeats that come anyway', async () => {
    const timeout = { attemptMs: 15_000, totalMs: 60_000, heartbeatMs: 300 };
    const { beats } = await attempt({ server: moody }, requestOf('slow', { ms: 800 }, { timeout }));
    expect(progressOf(beats.at(-1))).toMatchObject({ progress: 3, total: 3, message: 'step 3' });
  });

  it('costs a short call no heartbeat', async () => {
    const { end, beats } = await attempt({ server: moody, now: () => 0 }, requestOf('slow', { ms: 100 }));
    expect(end).toMatchObject({ attempts: 1 });
    expect(beats).toEqual([]);
  });

  it('says nothing of the next attempt, nor of a call that has failed', async () => {
    const reported = { progress: 2, total: 3, message: 'half', at: '2026-01-01T00:00:00.000Z' };
    const before = { attempt: 0, isSettled: true, sent: 0, refusals: 0, worst: 'ok', startedAt: 0, unsentUntil: 0 };
    const heartbeatDetails = { ...before, answer: null, isContradicted: false, reported };
    expect(progressOf(heartbeatDetails)).toEqual(reported);
    const { beats } = await attempt({ server: moody, heartbeatDetails }, requestOf('failing_sum', {}));
    expect(beats.map(progressOf)).toEqual([null]);
  });

  it.each([
    ['an older worker', { attempt: 1, isSettled: false, startedAt: 0 }],
    ['nobody', undefined],
    ['somebody else', { reported: { progress: 'half' } }],
    ['somebody else', ['reported']],
  ])('is not found in the details of %s', (_who, details) => {
    expect(progressOf(details)).toBeNull();
  });
});
