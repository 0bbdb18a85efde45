import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { INVARIANTS } from '../check/invariants.ts';
import { renderReport } from './render.ts';
import { readResults, type CampaignResult } from './results.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

it('docs/reliability.md is what the kept results give', async () => {
  const page = at('../../../docs/reliability.md');
  const text = renderReport(await readResults(at('../results')));
  expect(await readFile(page, 'utf8')).toBe(await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }));
});

it('says the bound only of campaigns that nothing violated', () => {
  const bad = { ...campaign(2), check: { ...campaign(2).check, violations: [VIOLATION] } };
  const text = renderReport({ campaigns: [campaign(1), bad], model: null, mutations: [] });
  expect(text).toContain('0 of 1,000 means at most 0.30 %');
  expect(text).not.toContain('together');
  expect(text).toContain('- seed 2, I4, `a/1`: left something behind');
});

it('gives every invariant with its exact reading, and how often it was looked at', () => {
  const text = renderReport({ campaigns: [campaign(1)], model: null, mutations: [] });
  for (const { id, reading } of INVARIANTS) {
    expect(text).toContain(`| ${id} | 7 / 0 |`);
    expect(text).toContain(`- **${id}** ${reading}`);
  }
});

it('tells which kinds were never injected', () => {
  expect(renderReport({ campaigns: [campaign(1)], model: null, mutations: [] })).toMatch(/Not injected.*`zombie`/);
});

const VIOLATION = { invariant: 'I4', execution: 'a/1', what: 'left something behind' };

function campaign(seed: number): CampaignResult {
  return {
    manifest: {
      seed,
      sagas: 1_000,
      startedAt: '2026-01-01T00:00:00.000Z',
      durationMs: 600_000,
      quietMs: 1_000,
      options: { width: 40, kinds: ['cancel'] },
      versions: {},
      kinds: { cancel: 70 },
      sagasWithFault: 700,
      workerKills: 0,
      serverKills: 0,
      workerDeaths: 0,
      decisions: 3,
      lateDelivered: 0,
      histories: 1_100,
      open: [],
      stuck: [],
    },
    check: {
      checked: Object.fromEntries(INVARIANTS.map(({ id }) => [id, 7])),
      violations: [],
      gaps: [],
      histories: 1_100,
      executions: 1_000,
      journal: 9_000,
      endings: { completed: 1_000 },
    },
  };
}
