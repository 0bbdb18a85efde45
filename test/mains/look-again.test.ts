import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { lookAgain } from '../../mains/look-again.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch(isThereAt: number) {
  const looks: number[] = [];
  const begun = Date.now();
  const again = lookAgain({
    isMissing: () => looks.length < isThereAt,
    look: () => {
      looks.push((Date.now() - begun) / 1_000);
      return Promise.resolve();
    },
  });
  return { looks, again };
}

it('looks with longer and longer pauses, at most half a minute, and no more when it is there', async () => {
  const { looks, again } = watch(7);
  again.wake();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(looks).toEqual([1, 3, 7, 15, 31, 61, 91]);
});

it('looks for nothing as long as nothing is missing', async () => {
  const { looks, again } = watch(0);
  again.wake();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(looks).toEqual([]);
});

it('begins anew with short pauses when it is woken', async () => {
  const { looks, again } = watch(100);
  again.wake();
  await vi.advanceTimersByTimeAsync(40_000);
  again.wake();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(looks).toEqual([1, 3, 7, 15, 31, 41, 43]);
});

it('looks no more once it was stopped', async () => {
  const { looks, again } = watch(100);
  again.wake();
  await vi.advanceTimersByTimeAsync(1_500);
  await again.stop();
  await vi.advanceTimersByTimeAsync(600_000);
  again.wake();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(looks).toEqual([1]);
});
