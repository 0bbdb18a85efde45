import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { checkRun } from './check-run.ts';
import { INVARIANTS } from './invariants.ts';

/**
 * `npx tsx test/campaign/check/main.ts <run folder> [--json file] [--bundle file]`. Exit code 0: nothing violated; 1: something was;
 * 2: the run proves nothing.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, bundle: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('Which run folder?');

const report = await checkRun(folder, { bundle: values.bundle });
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
for (const { id } of INVARIANTS) {
  const own = report.violations.filter(({ invariant }) => invariant === id);
  process.stdout.write(
    `${own.length === 0 ? '✓' : '✗'} ${id}: ${report.checked[id] ?? 0} checked, ${own.length} violated\n`,
  );
  for (const { execution, what } of own.slice(0, 10)) process.stdout.write(`    ${execution}: ${what}\n`);
}
for (const gap of report.gaps) process.stdout.write(`! ${gap}\n`);
const { histories, executions, endings } = report;
process.stdout.write(`${executions} executions, ${histories} histories: ${JSON.stringify(endings)}\n`);
process.exitCode = report.gaps.length > 0 ? 2 : report.violations.length > 0 ? 1 : 0;
