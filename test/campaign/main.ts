import { join } from 'node:path';
import { plantBug } from './bugs/plant-bug.ts';
import { checkRun, type CheckReport } from './check/check-run.ts';
import { readOptions } from './options.ts';
import type { Manifest } from './record/manifest.ts';
import { runCampaign } from './run-campaign.ts';

/**
 * `npm run campaign -- [--seed 1] [--sagas 1000] [--short] [--width 64] [--kinds a,b] [--worker cli/main.js] [--bug name] [--out folder]`:
 * runs a campaign, then judges its run folder. Ends with 0 when nothing was violated, 1 when something was, 2 when the run proves nothing.
 */
const { bug, ...options } = readOptions(process.argv.slice(2));
const say = (line: string): void => void process.stderr.write(`${line}\n`);
try {
  const planted = bug === null ? null : await plantBug(bug);
  const workerMain = planted?.main ?? options.workerMain;
  const manifest = await runCampaign({ ...options, workerMain }, say);
  say(`The run is in ${options.out}; now it is judged.`);
  const report = await checkRun(options.out, { bundle: join(workerMain, '../../workflow-bundle.js') });
  process.stdout.write(`${describe(manifest, report)}\n`);
  process.exitCode = report.gaps.length > 0 ? 2 : report.violations.length > 0 ? 1 : 0;
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 2;
}

function describe(manifest: Manifest, { checked, violations, gaps, endings, histories }: CheckReport): string {
  const { seed, sagas, sagasWithFault, durationMs, kinds, open, quietMs, workerDeaths } = manifest;
  const share = Math.round((sagasWithFault / sagas) * 100);
  return [
    `Seed ${seed}: ${sagas} sagas, ${share} % hurt, ${histories} histories, ${(durationMs / 1_000).toFixed(0)} s, quiet ${(quietMs / 1_000).toFixed(1)} s after the last healing.`,
    `Faults: ${Object.entries(kinds)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', ')}.`,
    `Endings: ${JSON.stringify(endings)}; open: ${open.length}; workers that died by themselves: ${workerDeaths}.`,
    `Checked: ${Object.entries(checked)
      .map(([id, count]) => `${id} ${count}`)
      .join(', ')}.`,
    ...violations.map(({ invariant, execution, what }) => `✗ ${invariant} ${execution}: ${what}`),
    ...gaps.map((gap) => `! ${gap}`),
    `${violations.length} violations.`,
  ].join('\n');
}
