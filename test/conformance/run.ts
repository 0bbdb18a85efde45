import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from './finding.ts';
import type { Ground } from './ground.ts';
import { runInspector } from './inspector/run-inspector.ts';
import { cacheFolder, readOptions } from './options.ts';
import type { Part } from './options.ts';
import { runSchemathesis } from './schemathesis/run-schemathesis.ts';
import { runSuite } from './suite/run-suite.ts';
import { installTools } from './tools/install-tools.ts';
import { quietEnvironment } from './world/quiet-environment.ts';

/**
 * `npm run conformance -- [--only suite,inspector,schemathesis] [--scenario name] [--examples 150] [--seed 1] [--out folder]`, after a
 * build: the official MCP suite, the MCP Inspector and schemathesis against real processes. Ends with 0 when nothing is wrong, 1 when
 * something is, 2 when it did not get that far.
 */
const RUNNERS: Record<Part, (ground: Ground) => Promise<Finding[]>> = {
  suite: runSuite,
  inspector: runInspector,
  schemathesis: runSchemathesis,
};
const startedAt = Date.now();
const say = (line: string): void => {
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1).padStart(6);
  process.stdout.write(`${seconds} s  ${line}\n`);
};
const stopped = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => reject(new Error(`Stopped by ${signal}.`)));
  }
});
const options = readOptions(process.argv.slice(2));
const out = options.out === null ? await mkdtemp(join(tmpdir(), 'sagaflow-conformance-')) : resolve(options.out);
await mkdir(out, { recursive: true });
let exitCode = 2;
try {
  const findings = await Promise.race([look(), stopped]);
  for (const finding of findings) report(finding);
  exitCode = findings.every(({ wrong, count }) => wrong.length === 0 && count > 0) ? 0 : 1;
  say(exitCode === 0 ? 'Nothing is wrong.' : 'Something is wrong.');
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
}
if (options.out !== null || exitCode !== 0) say(`Logs and reports are in ${out}`);
else await rm(out, { recursive: true });
// What was started ends with this process, also when it was stopped half-way: every child has a guard.
process.exit(exitCode);

async function look(): Promise<Finding[]> {
  const { parts } = options;
  const environment = quietEnvironment(process.env);
  const cacheDir = cacheFolder(process.env);
  const isWanted = { npm: parts.some((part) => part !== 'schemathesis'), pip: parts.includes('schemathesis') };
  const tools = await installTools(isWanted, { cacheDir, environment, logFile: join(out, 'install.log'), say });
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const ground: Ground = { options, tools, root, out, environment, say };
  const findings: Finding[] = [];
  for (const part of parts) findings.push(...(await RUNNERS[part](ground)));
  return findings;
}

function report({ part, claim, count, wrong }: Finding): void {
  say(`${wrong.length === 0 && count > 0 ? '✓' : '✗'} ${part}: ${claim} (${String(count)} looked at)`);
  for (const line of wrong.slice(0, 40)) say(`    ${line}`);
}
