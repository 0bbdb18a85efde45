import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../world.ts';
import { requestStart } from './rest.ts';
import type { Acknowledged, Start } from './start.ts';

/** Requests that are open at once. */
const WIDTH = 16;
const PATIENCE_MS = 60_000;

/** Starts everything over both APIs in turns, each until it is acknowledged. Throws when one is refused for good. */
export async function startAll({ apis, signal }: World, starts: readonly Start[]): Promise<Acknowledged[]> {
  const queue = [...starts.entries()];
  const acknowledged: Acknowledged[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, start] = next;
      acknowledged.push(await insist(apis, index, start, signal));
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, work));
  return acknowledged;
}

/** Sends a start again, to the next API, while nobody can say whether it was made: its key makes that safe. */
export async function insist(
  apis: World['apis'],
  first: number,
  start: Start,
  signal: AbortSignal,
): Promise<Acknowledged> {
  const startedAt = Date.now();
  for (let turn = first; ; turn += 1) {
    const api = apis[turn % apis.length];
    if (api === undefined) throw new Error('There is no API.');
    const answer = await requestStart(api, start, signal);
    if (answer.kind === 'acknowledged') return answer.acknowledged;
    const isFinal = answer.kind === 'refused' && answer.status !== 503 && answer.status !== 429;
    if (isFinal || Date.now() - startedAt > PATIENCE_MS) {
      throw new Error(`${api.name} did not start "${start.key}": ${JSON.stringify(answer)}`);
    }
    await sleep(250, undefined, { signal });
  }
}
