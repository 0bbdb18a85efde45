import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLoudly, runQuietly, type Command } from './run-command.ts';
import type { Tally } from './tally.ts';

export interface VitestOptions extends Partial<Pick<Command, 'environment' | 'isPatient'>> {
  /** What a sentence about this run calls it. */
  name: string;
  args?: readonly string[];
  /** Says one line when it is over, and everything when something failed. */
  isQuiet?: boolean;
}

/** Runs tests, and counts them. */
export async function runVitest(tally: Tally, options: VitestOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sagaflow-test-'));
  const report = join(folder, 'vitest.json');
  try {
    const code = await run(tally, options, report);
    const { passed, failed } = countsOf(JSON.parse(await readFile(report, 'utf8')) as Summary);
    tally.add(passed, Math.max(failed, code === 0 ? 0 : 1));
  } catch (error) {
    tally.say(`The ${options.name} gave no report: ${error instanceof Error ? error.message : String(error)}\n`);
    tally.add(0, 1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(tally: Tally, options: VitestOptions, report: string): Promise<number> {
  const { name, args = [], isQuiet = false, ...how } = options;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const command: Command = { ...how, command: 'node', args: [VITEST, 'run', ...reporters, ...args] };
  if (!isQuiet) return runLoudly(command);
  const started = Date.now();
  const { code, said } = await runQuietly(command);
  const line = `${code === 0 ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`;
  tally.say(code === 0 ? line : `${said}${line}`);
  return code;
}

/** By its file, so that it runs on whatever Node.js comes first on PATH. */
const VITEST = 'node_modules/vitest/vitest.mjs';

interface Summary {
  numTotalTests: number;
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

function countsOf({ numTotalTests, numPassedTests, numFailedTests, testResults }: Summary) {
  // A file that could not even be loaded holds no test that failed: it counts as one. So does a run without a test.
  const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  return { passed: numPassedTests, failed: numFailedTests + broken + (numTotalTests === 0 ? 1 : 0) };
}
