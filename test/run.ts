import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `npm test`: build, the checks of the house, all tests. Every check counts as one; the last line is "N passed, N failed". Words after
 * `npm test --` are handed to vitest, and then only the build and those tests run.
 */
const only = process.argv.slice(2);

interface Check {
  name: string;
  command: string;
  args: string[];
}

const build: Check = { name: 'build', command: 'npm', args: ['run', '--silent', 'build'] };

/** Side by side: linting takes as long as all the others. */
const checks: Check[][] = [
  [{ name: 'lint', command: 'npx', args: ['eslint', '--max-warnings', '0', '.'] }],
  [
    { name: 'types', command: 'npx', args: ['tsc', '-p', 'tsconfig.json'] },
    { name: 'format', command: 'npx', args: ['prettier', '--check', '--log-level', 'warn', '.'] },
    { name: 'import rules', command: 'npm', args: ['run', '--silent', 'check:imports'] },
    { name: 'dead code', command: 'npx', args: ['knip'] },
  ],
];

const counts = { passed: 0, failed: 0 };
if (await check(build)) {
  if (only.length === 0) await Promise.all(checks.map(checkAll));
  await runVitest();
}
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
process.exitCode = counts.failed === 0 ? 0 : 1;

async function checkAll(list: Check[]): Promise<void> {
  for (const one of list) await check(one);
}

/** What a check says is shown when it fails, in one piece. */
async function check({ name, command, args }: Check): Promise<boolean> {
  const started = Date.now();
  const { code, said } = await runQuietly(command, args);
  const isGood = code === 0;
  const line = `${isGood ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`;
  process.stdout.write(isGood ? line : `${said}${line}`);
  counts[isGood ? 'passed' : 'failed'] += 1;
  return isGood;
}

async function runVitest(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sagaflow-test-'));
  const report = join(folder, 'vitest.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const code = await run('npx', ['vitest', 'run', ...reporters, ...only]);
    const result = JSON.parse(await readFile(report, 'utf8')) as Summary;
    counts.passed += result.numPassedTests;
    // A file that could not even be loaded holds no test that failed: it counts as one.
    const broken = result.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    ).length;
    counts.failed += Math.max(result.numFailedTests + broken, code === 0 ? 0 : 1);
    if (result.numTotalTests === 0) counts.failed += 1;
  } catch (error) {
    process.stdout.write(`The tests gave no report: ${error instanceof Error ? error.message : String(error)}\n`);
    counts.failed += 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Summary {
  numTotalTests: number;
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

function run(command: string, args: string[]): Promise<number> {
  return ended(spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] }));
}

async function runQuietly(command: string, args: string[]): Promise<{ code: number; said: string }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const hear = (text: string): void => {
    said += text;
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  return { code: await ended(child), said };
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
}
