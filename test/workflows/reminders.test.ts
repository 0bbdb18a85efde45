import { CancellationScope } from '@temporalio/workflow';
import { beforeEach, expect, it, vi } from 'vitest';
import { createReminders } from '../../workflows/effects/reminders.ts';

/** Timers by hand: each waits until it is fired, or until its scope is canceled. */
const world = vi.hoisted(() => ({
  current: null as { isCanceled: boolean; stop: (() => void)[] } | null,
  timers: [] as { ms: number; fire: () => void }[],
}));

vi.mock('@temporalio/workflow', () => {
  class CancellationScope {
    own = { isCanceled: false, stop: [] as (() => void)[] };
    run<T>(work: () => Promise<T>): Promise<T> {
      world.current = this.own;
      return work();
    }
    cancel(): void {
      for (const stop of this.own.stop) stop();
    }
  }
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve, reject) => {
      world.timers.push({ ms, fire: resolve });
      world.current?.stop.push(() => {
        reject(new Error('canceled'));
      });
    });
  return { CancellationScope, sleep };
});

const HOUR = 3_600_000;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  world.timers.length = 0;
});

it('reminds after an hour, then after twice as long each time, at most a day, until the park is over', async () => {
  const said: number[] = [];
  const reminders = createReminders(new CancellationScope(), (_, waitedMs) => said.push(waitedMs / HOUR));
  reminders.start({ parkId: 'p', path: 'a' });
  for (let n = 0; n < 7; n += 1) {
    world.timers[n]?.fire();
    await settled();
  }
  expect(world.timers.map(({ ms }) => ms / HOUR)).toEqual([1, 2, 4, 8, 16, 24, 24, 24]);
  expect(said).toEqual([1, 3, 7, 15, 31, 55, 79]);

  reminders.end('p');
  world.timers[7]?.fire();
  await settled();
  expect(said).toHaveLength(7);
  expect(world.timers).toHaveLength(8);
});

it('the end of another park ends nothing', async () => {
  const said: string[] = [];
  const reminders = createReminders(new CancellationScope(), ({ path }) => said.push(path));
  reminders.start({ parkId: 'p', path: 'a' });
  reminders.end('q');
  world.timers[0]?.fire();
  await settled();
  expect(said).toEqual(['a']);
});
