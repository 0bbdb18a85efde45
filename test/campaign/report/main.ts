import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { checkRun } from '../check/check-run.ts';
import type { Manifest } from '../record/manifest.ts';
import { renderReport } from './render.ts';
import { readResults, type CampaignResult } from './results.ts';

/**
 * `npx tsx test/campaign/report/main.ts [run folders]`: checks each run folder, keeps its result in test/campaign/results, and writes
 * docs/reliability.md from all that is kept there. Ends with 1 when a kept campaign was violated or proves nothing.
 */
const results = fileURLToPath(new URL('../results', import.meta.url));
const page = fileURLToPath(new URL('../../../docs/reliability.md', import.meta.url));

for (const folder of process.argv.slice(2)) {
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  const kept: CampaignResult = { manifest, check: await checkRun(folder) };
  await writeFile(join(results, `campaign-${manifest.seed}.json`), await tidy('json', JSON.stringify(kept)));
}
const all = await readResults(results);
await writeFile(page, await tidy('markdown', renderReport(all)));
process.stdout.write(`${page}\n`);
const isClean = ({ check }: CampaignResult): boolean => check.violations.length === 0 && check.gaps.length === 0;
process.exitCode = all.campaigns.every(isClean) ? 0 : 1;

async function tidy(parser: 'json' | 'markdown', text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(page)), parser });
}
