import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findExecutable, isExecutable } from '../../../cli/temporal/find-executable.ts';
import { runToEnd } from '../../../cli/temporal/run-to-end.ts';
import type { Desk } from '../world.ts';

const DEBIAN = '/usr/lib/postgresql';

/** The folder with `initdb` and `postgres`: of PATH, of Debian's package, or of that package installed now. Throws when there is none. */
export async function findPostgres(desk: Desk): Promise<string> {
  const found = await lookForPostgres(desk);
  if (found !== null) return found;
  await install(desk);
  const installed = await lookForPostgres(desk);
  if (installed !== null) return installed;
  throw new Error('PostgreSQL was not found and cannot be installed here. Install it, with initdb on PATH.');
}

async function lookForPostgres({ environment }: Desk): Promise<string | null> {
  const onPath = await findExecutable('initdb', environment);
  if (onPath !== undefined) return join(onPath, '..');
  const versions = await readdir(DEBIAN).catch(() => []);
  for (const version of versions.toSorted((a, b) => Number(b) - Number(a))) {
    const folder = join(DEBIAN, version, 'bin');
    if (await isExecutable(join(folder, 'initdb'))) return folder;
  }
  return null;
}

/** Debian's package, without the database it would create and start. */
async function install({ environment, say, signal }: Desk): Promise<void> {
  const apt = await findExecutable('apt-get', environment);
  if (apt === undefined || process.getuid?.() !== 0) return;
  say('PostgreSQL is not here: installing it with apt-get');
  const args = ['-y', '--no-install-recommends', 'install', 'postgresql'];
  const own = { ...environment, DEBIAN_FRONTEND: 'noninteractive', PG_CREATE_MAIN_CLUSTER: 'false' };
  await runToEnd(apt, args, { environment: own, signal, everyMs: 60_000, onTick: () => undefined });
}
