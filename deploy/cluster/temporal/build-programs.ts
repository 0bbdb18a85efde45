import { mkdir, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../../../cli/temporal/binary-lock.ts';
import { findExecutable, isExecutable } from '../../../cli/temporal/find-executable.ts';
import { runToEnd } from '../../../cli/temporal/run-to-end.ts';
import type { Desk } from '../world.ts';

/** As in `deploy/cluster/server/go.mod`: the server inside the dev server that Sagaflow starts elsewhere. */
const SERVER_VERSION = '1.31.2';

/** Paths of the built programs. */
export interface TemporalPrograms {
  server: string;
  sqlTool: string;
}

/** Temporal's server and its tool for SQL schemas, built from the pinned Go module and cached outside the work tree. */
export async function buildPrograms(desk: Desk): Promise<TemporalPrograms> {
  const { environment } = desk;
  const cacheDir = environment['SAGAFLOW_CACHE_DIR'] || join(homedir(), '.cache', 'sagaflow');
  await mkdir(cacheDir, { recursive: true });
  const server = await obtain(desk, cacheDir, 'temporal-server', 'go.temporal.io/server/cmd/server');
  const sqlTool = await obtain(desk, cacheDir, 'temporal-sql-tool', 'go.temporal.io/server/cmd/tools/sql');
  return { server, sqlTool };
}

async function obtain(desk: Desk, cacheDir: string, name: string, source: string): Promise<string> {
  const { say, signal } = desk;
  const target = join(cacheDir, `${name}-${SERVER_VERSION}-${process.platform}-${process.arch}`);
  const onWait = (): void => say(`Another process is building ${name}: waiting for it`);
  return withLock(`${target}.lock`, { signal, onWait }, async () => {
    if (await isExecutable(target)) {
      say(`Using ${name} ${SERVER_VERSION} (cached)`);
      return target;
    }
    await build(desk, name, source, `${target}.partial`);
    await rename(`${target}.partial`, target);
    return target;
  });
}

async function build({ environment, root, say, signal }: Desk, name: string, source: string, target: string) {
  const go = await findExecutable('go', environment);
  if (go === undefined) throw new Error(`Go is not installed, so ${name} cannot be built.`);
  say(`Building ${name} ${SERVER_VERSION} with Go, a few minutes, once`);
  const startedAt = Date.now();
  const seconds = (): string => String(Math.round((Date.now() - startedAt) / 1_000));
  const end = await runToEnd(go, ['build', '-mod=readonly', '-trimpath', '-ldflags=-s -w', '-o', target, source], {
    cwd: join(root, 'deploy/cluster/server'),
    environment: { GOMAXPROCS: '2', ...environment, CGO_ENABLED: '0' },
    signal,
    everyMs: 20_000,
    onTick: () => say(`Still building ${name}, ${seconds()} s so far`),
  });
  if (end.code !== 0) throw new Error(`Building ${name} failed:\n  ${end.lastLines.join('\n  ')}`);
  say(`Built ${name} in ${seconds()} s`);
}
