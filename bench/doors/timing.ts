import { performance } from 'node:perf_hooks';
import { median } from '../statistics.ts';

/** Milliseconds that one takes, of so many one after the other: their median. */
export async function oneAtATime(times: number, run: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const began = performance.now();
    await run();
    taken.push(performance.now() - began);
  }
  return median(taken);
}

/** Rounds of `oneAtATime` that do not count: the API has just begun, and its code is not compiled yet. */
export const WARM_UPS = 5;

/** How much is started at once, and for how long. */
export interface Load {
  atOnce: number;
  ms: number;
}

/** How many a second are done while so many are always under way. */
export async function perSecond({ atOnce, ms }: Load, run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  let done = 0;
  const repeat = async (): Promise<void> => {
    while (performance.now() - began < ms) {
      await run();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, repeat));
  return (done / (performance.now() - began)) * 1_000;
}
