import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVERYTHING, runModel } from '../../model/run-model.ts';
import { checkRun } from '../check/check-run.ts';
import { INVARIANTS } from '../check/invariants.ts';
import { readFolder } from '../check/reading/read-folder.ts';
import type { Kind } from '../kinds.ts';
import { runCampaign } from '../run-campaign.ts';
import type { Found } from './caught.ts';
import type { Planted } from './plant-bug.ts';

export interface LookOptions {
  seed: number;
  sagas: number;
  kinds: readonly Kind[];
  say: (line: string) => void;
}

/** Lets a share of the model and a short campaign of some faults look at a build, and takes the build away again. */
export async function lookAt(
  { folder, main, bundle }: Planted,
  { seed, sagas, kinds, say }: LookOptions,
): Promise<Found> {
  const out = join(await mkdtemp(join(tmpdir(), 'sagaflow-look-')), 'run');
  try {
    const { parts, violated } = await runModel({ ...SHARE_OF_THE_MODEL, interpreter: folder, seed });
    const scenarios = parts.reduce((sum, one) => sum + one.scenarios, 0);
    const brokeOff = await runCampaign({ seed, sagas, width: 30, kinds, out, workerMain: main }, say).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const invariants = await judge(out, bundle);
    return { sagas, kinds, invariants, brokeOff, model: { scenarios, violated } };
  } finally {
    await rm(folder, { recursive: true });
    await rm(join(out, '..'), { recursive: true });
  }
}

const SHARE_OF_THE_MODEL = {
  ...EVERYTHING,
  strides: { sequence: 1_009, parallel: 1_009 },
  randomRuns: 500,
  resetRuns: 500,
  lineageRuns: 200,
  workers: 1,
};

/** Without the replay: a patched bundle replays what it wrote itself, so that says nothing about the bug. */
async function judge(out: string, bundle: string): Promise<Found['invariants']> {
  const invariants = INVARIANTS.filter(({ id }) => id !== 'I13');
  const { violations } = await checkRun(out, { bundle, invariants });
  const { starts } = await readFolder(out, bundle);
  const order = new Map(starts.map(({ id }, index) => [id, index + 1]));
  const found: Found['invariants'] = {};
  for (const { invariant, execution, what } of violations) {
    // A child or a recovery counts as the saga that it belongs to.
    const after = order.get(execution.replace(/~.*$/, '')) ?? order.size;
    const known = found[invariant];
    if (known === undefined) found[invariant] = { count: 1, after, example: `${execution}: ${what}` };
    else {
      known.count += 1;
      if (after < known.after) Object.assign(known, { after, example: `${execution}: ${what}` });
    }
  }
  return found;
}
