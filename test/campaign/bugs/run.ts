import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { invariantsOf, isCaught, type Caught } from './caught.ts';
import { lookAt } from './look.ts';
import { plantBug, plantNothing } from './plant-bug.ts';
import { SEEDED_BUGS } from './seeded-bugs.ts';

/**
 * `npx tsx test/campaign/bugs/run.ts [names] [--seed 7] [--sagas 40] [--json file]`: looks at a build without a bug, then at one with
 * each seeded bug. With names, their rows replace those in the file. Ends with 1 when a bug was not caught.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '7' },
    sagas: { type: 'string', default: '40' },
    json: { type: 'string' },
  },
});
const unknown = positionals.filter((name) => !SEEDED_BUGS.some((bug) => bug.name === name));
if (unknown.length > 0) throw new Error(`There is no bug "${unknown.join('", "')}".`);

const say = (line: string): void => void process.stderr.write(`  ${line}\n`);
const seed = Number(values.seed);
const sagas = Number(values.sagas);
const wanted = SEEDED_BUGS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const rows = new Map(await readRows());
const everyKind = [...new Set(wanted.flatMap(({ provokedBy }) => provokedBy))];
const control = await lookAt(await plantNothing(), { seed, sagas: 2 * sagas, kinds: everyKind, say });
process.stdout.write(`without a bug: ${JSON.stringify(control)}\n`);
for (const { name, what, provokedBy } of wanted) {
  const found = await lookAt(await plantBug(name), { seed, sagas, kinds: provokedBy, say });
  const row: Caught = { bug: name, what, seed, found, control };
  rows.set(name, row);
  process.stdout.write(`${isCaught(row) ? '✓' : '✗'} ${name}: ${describe(row)}\n`);
  const ordered = SEEDED_BUGS.flatMap((bug) => rows.get(bug.name) ?? []);
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(ordered, null, 2)}\n`);
}
const missed = wanted.filter(({ name }) => [rows.get(name)].every((row) => row === undefined || !isCaught(row)));
process.stdout.write(`${wanted.length - missed.length} of ${wanted.length} caught.\n`);
process.exitCode = missed.length === 0 ? 0 : 1;

async function readRows(): Promise<[string, Caught][]> {
  if (values.json === undefined || positionals.length === 0) return [];
  const text = await readFile(values.json, 'utf8').catch(() => '[]');
  return (JSON.parse(text) as Caught[]).map((row) => [row.bug, row]);
}

function describe(row: Caught): string {
  const { found } = row;
  const by = invariantsOf(row).map(({ id, count, after }) => `${id} × ${count} from saga ${after} on`);
  const example = invariantsOf(row)[0]?.example ?? '';
  const model = `model: ${found.model.violated} of ${found.model.scenarios} scenarios`;
  const brokeOff = found.brokeOff === null ? [] : [`broke off: ${found.brokeOff}`];
  return [by.length === 0 ? `not by ${found.sagas} sagas` : by.join(', '), example, model, ...brokeOff].join('; ');
}
