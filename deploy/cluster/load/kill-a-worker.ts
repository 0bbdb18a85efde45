import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../world.ts';
import { ledgerSagas } from './ledger-sagas.ts';
import { onboardings } from './onboardings.ts';
import { countClosed, waitUntilClosed } from './open-executions.ts';
import { orders } from './orders.ts';
import { startAll } from './start-all.ts';
import type { Acknowledged } from './start.ts';

/** Under load: this share has ended, the rest is under way or still to be started. */
const ENDED_BEFORE = 0.25;

/** Starts orders, onboardings and ledger sagas, kills a worker in the middle, and waits until all of them have ended. */
export async function killAWorker(world: World): Promise<Acknowledged[]> {
  const { options, say, workers } = world;
  const third = Math.ceil(options.executions / 3);
  const starts = interleave(orders(third), onboardings(third), ledgerSagas(third));
  say(`Starting ${String(starts.length)} executions over both APIs: orders, onboardings, ledger sagas`);
  const startedAt = Date.now();
  const starting = startAll(world, starts).then((acknowledged) => {
    const took = ((Date.now() - startedAt) / 1_000).toFixed(1);
    say(`All ${String(acknowledged.length)} starts are acknowledged after ${took} s`);
    return acknowledged;
  });
  const [acknowledged, struckAt] = await Promise.all([starting, strike(world, starts.length)]);
  await waitUntilClosed(world, acknowledged);
  const took = (Date.now() - startedAt) / 1_000;
  const rate = (starts.length / took).toFixed(1);
  const after = ((Date.now() - struckAt) / 1_000).toFixed(1);
  say(
    `Nothing is open after ${took.toFixed(1)} s, ${after} s of them with ${String(workers.length - 1)} worker: ${rate} executions a second`,
  );
  return acknowledged;
}

/** Gives the time of the strike, in milliseconds since the epoch. */
async function strike(world: World, total: number): Promise<number> {
  const { workers, say, signal } = world;
  const [victim] = workers;
  if (victim === undefined) throw new Error('There is no worker to kill.');
  for (;;) {
    const closed = await countClosed(world);
    if (closed >= total * ENDED_BEFORE) {
      const struckAt = Date.now();
      await victim.kill();
      say(`Killed ${victim.name} with SIGKILL when ${String(closed)} of ${String(total)} had ended; it stays dead`);
      return struckAt;
    }
    await sleep(200, undefined, { signal });
  }
}

function interleave<T>(...lists: T[][]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}
