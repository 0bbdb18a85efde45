import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkRun, type CheckReport } from './check-run.ts';
import { INVARIANTS } from './invariants.ts';
import { allHistoriesReplay } from './invariants/i13-all-histories-replay.ts';
import { readFolder } from './reading/read-folder.ts';
import { readHistory } from './reading/read-history.ts';
import { madeCampaign } from './support/made-campaign.ts';
import { makeSagas } from './support/made-sagas.ts';
import type { CampaignRun } from './types.ts';

// What is written by hand replays with nothing; the replay is tested on recorded histories.
const invariants = INVARIANTS.filter((one) => one !== allHistoriesReplay);

async function judge(broken: string | null): Promise<CheckReport> {
  const campaign = madeCampaign();
  makeSagas(campaign, broken);
  const folder = await campaign.save();
  try {
    return await checkRun(folder, { invariants });
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('a run folder', () => {
  it('with everything in order violates nothing, and every invariant looked at something', async () => {
    const { violations, gaps, endings, checked } = await judge(null);
    expect(violations).toEqual([]);
    expect(gaps).toEqual([]);
    expect(Object.keys(checked)).toEqual(invariants.map(({ id }) => id));
    expect(endings).toEqual({ completed: 1, SagaCompensated: 1, open: 1 });
  });

  it.each(invariants.map(({ id }) => id))('that breaks %s is caught by that invariant alone', async (id) => {
    const { violations } = await judge(id);
    expect(violations).not.toEqual([]);
    expect([...new Set(violations.map(({ invariant }) => invariant))]).toEqual([id]);
  });

  it('without journal and histories proves nothing, and says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sagaflow-empty-'));
    const { gaps, violations } = await checkRun(folder, { invariants });
    await rm(folder, { recursive: true });
    expect(violations).toEqual([]);
    expect(gaps).toContain('The ledger has no journal.');
    expect(gaps).toContain('There are no histories.');
    expect(gaps).toContain('I4 was checked 0 times.');
  });

  it('with fewer executions than starts says so', async () => {
    const { gaps } = await judge('I1');
    expect(gaps).toEqual(['4 starts, but only 3 executions.']);
  });
});

describe('the replay', () => {
  const recorded = fileURLToPath(new URL('../../replay/histories/parked-compensate.json', import.meta.url));
  const bundle = fileURLToPath(new URL('../../../dist/workflow-bundle.js', import.meta.url));

  it('takes a history that today’s bundle wrote, and catches one in which something else was called', async () => {
    const text = await readFile(recorded, 'utf8');
    expect(await replay(text)).toEqual({ checked: 1, violations: [] });
    const { violations } = await replay(text.replaceAll('keyed.undo_act', 'keyed.act'));
    expect(violations).toMatchObject([{ what: expect.stringMatching(/does not replay.*Nondeterminism/s) as string }]);
  });

  async function replay(text: string) {
    const run = readHistory({ runId: 'recorded', ...(JSON.parse(text) as object) });
    const campaign: CampaignRun = { ...(await readFolder('/nowhere', bundle)), runs: [run] };
    return allHistoriesReplay.check(campaign);
  }
});
