import { setMaxListeners } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Check } from './checks/finding.ts';
import { createCleanup } from './cleanup.ts';
import { readOptions } from './options.ts';
import { prove } from './prove.ts';

/**
 * `npm run cluster -- [--executions 300] [--requests 1000] [--keys 100] [--out folder]`: the topology of docker-compose.yml without
 * containers, hurt under load. Ends with 0 when everything holds, 1 when something does not, 2 when it did not get that far.
 */
const startedAt = Date.now();
const say = (line: string): void => {
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1).padStart(6);
  process.stdout.write(`${seconds} s  ${line}\n`);
};
const stop = new AbortController();
// A thousand requests at once listen to it.
setMaxListeners(0, stop.signal);
const stopped = new Promise<never>((_, reject) => {
  stop.signal.addEventListener('abort', () => reject(stop.signal.reason as Error));
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stop.abort(new Error(`Stopped by ${signal}.`)));
}
const options = readOptions(process.argv.slice(2));
const folder = options.out ?? (await mkdtemp(join(tmpdir(), 'sagaflow-cluster-')));
if (options.out !== null) await mkdir(options.out);
const root = fileURLToPath(new URL('../..', import.meta.url));
const cleanup = createCleanup();
let exitCode = 2;
try {
  const desk = { options, environment: process.env, root, folder, cleanup, signal: stop.signal, say };
  const checks = await Promise.race([prove(desk), stopped]);
  for (const check of checks) report(check);
  exitCode = checks.every(({ wrong, checked }) => wrong.length === 0 && checked > 0) ? 0 : 1;
  say(exitCode === 0 ? 'Everything holds.' : 'Not everything holds.');
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
}
await cleanup.run();
if (options.out !== null || exitCode !== 0) say(`Logs, journals and histories are in ${folder}`);
else await rm(folder, { recursive: true });
process.exit(exitCode);

function report({ claim, checked, wrong }: Check): void {
  say(
    `${wrong.length === 0 && checked > 0 ? '✓' : '✗'} ${claim} (${String(checked)} checked, ${String(wrong.length)} wrong)`,
  );
  for (const line of wrong.slice(0, 10)) say(`    ${line}`);
}
