import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { formatReport } from './format-report.ts';
import { EVERYTHING, runModel, type ModelOptions } from './run-model.ts';

/**
 * `npx tsx test/model/run.ts`: the whole model (SAGAS §4, L0), as Markdown. Ends with 1 when something was that must not be.
 * `--quick` plays a share; `--only sequence,parallel,random,resets,lineages` plays some of it; `--seed N`, and with `--path P` one counterexample;
 * `--runs N` random plans; `--timeout` in seconds; `--interpreter FOLDER` looks at another copy of the sources; `--json FILE` keeps the report.
 */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'sequence,parallel,random,resets,lineages' },
    seed: { type: 'string', default: '1' },
    path: { type: 'string' },
    runs: { type: 'string' },
    workers: { type: 'string', default: '2' },
    timeout: { type: 'string', default: '900' },
    interpreter: { type: 'string' },
    json: { type: 'string' },
  },
});

const report = await runModel(readOptions());
process.stdout.write(`${formatReport(report).join('\n')}\n`);
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.violated === 0 ? 0 : 1;

function readOptions(): ModelOptions {
  const only = new Set(values.only.split(','));
  const { randomRuns, resetRuns, lineageRuns } = EVERYTHING;
  // Prime to the numbers of outcomes and positions, so that a share has all of them.
  const sharing = values.quick ? 11 : 1;
  const runsOf = (name: string, all: number): number =>
    only.has(name) ? (values.runs === undefined ? Math.ceil(all / sharing) : Number(values.runs)) : 0;
  return {
    ...EVERYTHING,
    strides: { sequence: only.has('sequence') ? sharing : null, parallel: only.has('parallel') ? sharing : null },
    randomRuns: runsOf('random', randomRuns),
    resetRuns: runsOf('resets', resetRuns),
    lineageRuns: runsOf('lineages', lineageRuns),
    seed: Number(values.seed),
    path: values.path ?? null,
    workers: values.path === undefined ? Number(values.workers) : 1,
    interpreter: values.interpreter ?? null,
    timeoutMs: Number(values.timeout) * 1_000,
  };
}
