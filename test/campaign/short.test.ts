import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkRun } from './check/check-run.ts';
import { KINDS, OPERATOR_KINDS } from './kinds.ts';
import { readOptions } from './options.ts';
import { runCampaign } from './run-campaign.ts';

const BUTTONS = new Set<string>(['foreign_result', 'foreign_failure', 'activity_buttons', 'workflow_pause']);
const SLOW = new Set<string>(OPERATOR_KINDS.filter((kind) => !BUTTONS.has(kind)));

const out = join(await mkdtemp(join(tmpdir(), 'sagaflow-short-')), 'run');
afterAll(() => rm(join(out, '..'), { recursive: true }));

/** Without those that start workers again while servers are away, and those that play with whole histories: they take minutes. */
const QUICK = KINDS.filter((kind) => kind !== 'rolling_deploy' && !SLOW.has(kind));

it('a short campaign with every kind of fault that is quick leaves nothing behind', async () => {
  const lines: string[] = [];
  // So many that every fault still comes up twice, and every process is hurt once in every way.
  const options = readOptions(['--sagas', '100', '--seed', '11', '--kinds', QUICK.join(','), '--out', out]);
  const manifest = await runCampaign(options, (line) => lines.push(line));
  const { violations, gaps, checked } = await checkRun(out);
  expect({ violations, gaps }).toEqual({ violations: [], gaps: [] });
  expect(options.kinds.filter((kind) => (manifest.kinds[kind] ?? 0) === 0)).toEqual([]);
  expect(manifest.sagasWithFault / manifest.sagas).toBeGreaterThanOrEqual(0.6);
  expect(Object.values(checked).every((count) => count > 0)).toBe(true);
});
