import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelReport } from '../../model/run-model.ts';
import type { Caught } from '../bugs/caught.ts';
import type { CheckReport } from '../check/check-run.ts';
import type { Manifest } from '../record/manifest.ts';

/** One campaign as it is kept: what it did and what the checker said. */
export interface CampaignResult {
  manifest: Manifest;
  check: CheckReport;
}

/** Everything that docs/reliability.md is made from. */
export interface Results {
  /** By seed. */
  campaigns: CampaignResult[];
  model: ModelReport | null;
  mutations: Caught[];
}

/** Reads `campaign-<seed>.json`, `model.json` and `mutations.json`. */
export async function readResults(folder: string): Promise<Results> {
  const names = await readdir(folder);
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, name), 'utf8'));
  const campaigns = await Promise.all(names.filter((name) => /^campaign-\d+\.json$/.test(name)).map(read));
  const model = names.includes('model.json') ? await read('model.json') : null;
  const mutations = names.includes('mutations.json') ? await read('mutations.json') : [];
  return {
    campaigns: (campaigns as CampaignResult[]).toSorted((a, b) => a.manifest.seed - b.manifest.seed),
    model: model as ModelReport | null,
    mutations: mutations as Caught[],
  };
}
