import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkRun } from '../../../test/campaign/check/check-run.ts';
import { INVARIANTS } from '../../../test/campaign/check/invariants.ts';
import { writeHistories } from '../../../test/campaign/record/histories.ts';
import type { Acknowledged } from '../load/start.ts';
import type { World } from '../world.ts';
import type { Check } from './finding.ts';

/** The campaign's checker over the ledger's journal and the histories of its sagas: every invariant is one check. */
export async function checkLedger(world: World, acknowledged: readonly Acknowledged[]): Promise<Check[]> {
  const { folder, cluster, taskQueue } = world;
  const own = acknowledged.filter(({ start }) => 'ref' in start.input);
  const starts = [...new Map(own.map((one) => [`${one.id} ${one.runId}`, one])).values()];
  await mkdir(join(folder, 'histories'));
  const lines = starts.map(({ id, runId, start: { definition, input } }) => ({ id, runId, definition, input }));
  await appendFile(join(folder, 'starts.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const roots = new Set(starts.map(({ id }) => id));
  await writeHistories(cluster.client, taskQueue, roots, join(folder, 'histories'));
  const { checked, violations } = await checkRun(folder);
  return INVARIANTS.map(({ id, reading }) => ({
    claim: `${id}: ${firstSentence(reading)}`,
    checked: checked[id] ?? 0,
    wrong: violations.filter(({ invariant }) => invariant === id).map(({ execution, what }) => `${execution}: ${what}`),
  }));
}

function firstSentence(reading: string): string {
  return reading.split(/[.:] /)[0] ?? reading;
}
