import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { World } from '../world.ts';
import type { Check } from './finding.ts';
import { readJournals } from './read-journals.ts';

/** What the ledger and the sample servers write about every arrival. */
interface Arrival {
  event: string;
  execution: { attempt: number } | null;
}

/** A worker that died without a call under way would prove little: some calls came in a second attempt. */
export async function checkResent({ folder, samplesDir }: Pick<World, 'folder' | 'samplesDir'>): Promise<Check> {
  const ledger = (await readFile(join(folder, 'ledger.jsonl'), 'utf8')).split('\n').filter((line) => line !== '');
  const arrivals = [
    ...(await readJournals<Arrival>(samplesDir)),
    ...ledger.map((line) => JSON.parse(line) as Arrival),
  ].filter(({ event }) => event === 'received');
  const again = arrivals.filter(({ execution }) => execution !== null && execution.attempt > 1);
  const claim = `of ${String(arrivals.length)} calls that arrived, some were sent again: under way when the worker died, or too slow`;
  return { claim, checked: again.length, wrong: [] };
}
