import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../../cli/temporal/free-port.ts';
import { runToEnd } from '../../../cli/temporal/run-to-end.ts';
import { startProgram } from '../processes/program.ts';
import type { Desk } from '../world.ts';
import { findPostgres } from './find-postgres.ts';
import { unprivileged, type Account } from './unprivileged.ts';

/** Where Temporal finds its database. */
export interface Postgres {
  host: string;
  port: number;
  user: string;
  password: string;
}

/** A fresh PostgreSQL of its own on a free port of the loopback address, removed when the proof is over. */
export async function startPostgres(desk: Desk): Promise<Postgres> {
  const { folder, cleanup, say, environment } = desk;
  const bin = await findPostgres(desk);
  const account = await unprivileged(environment);
  const home = await mkdtemp(join(tmpdir(), 'sagaflow-postgres-'));
  cleanup.add(() => rm(home, { recursive: true, force: true }));
  if (account !== null) await chown(home, account.uid, account.gid);
  const password = randomBytes(16).toString('hex');
  await initialise(desk, bin, home, account, password);

  const port = await findFreePort('127.0.0.1', 0);
  const [command, ...args] = as(account, [
    join(bin, 'postgres'),
    ...['-D', join(home, 'data'), '-p', String(port), '-k', home],
    ...['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200'],
  ]);
  const logFile = join(folder, 'postgres.log');
  const program = startProgram({ name: 'PostgreSQL', command, args, cwd: home, environment, logFile });
  cleanup.add(() => program.stop());
  await program.said('ready to accept connections');
  say(`PostgreSQL listens on 127.0.0.1:${String(port)}${account === null ? '' : ` as user ${account.name}`}`);
  return { host: '127.0.0.1', port, user: 'temporal', password };
}

async function initialise(
  { environment, signal, say }: Desk,
  bin: string,
  home: string,
  account: Account | null,
  password: string,
): Promise<void> {
  const passwordFile = join(home, 'password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account !== null) await chown(passwordFile, account.uid, account.gid);
  const [command, ...args] = as(account, [
    join(bin, 'initdb'),
    ...['-D', join(home, 'data'), '--username=temporal', '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    ...['--encoding=UTF8', '--locale=C.UTF-8'],
  ]);
  const onTick = (): void => say('Still creating the database');
  const end = await runToEnd(command, args, { cwd: home, environment, signal, everyMs: 20_000, onTick });
  if (end.code !== 0) throw new Error(`initdb failed:\n  ${end.lastLines.join('\n  ')}`);
}

/** PostgreSQL refuses to run as root. */
function as(account: Account | null, command: [string, ...string[]]): [string, ...string[]] {
  if (account === null) return command;
  const { uid, gid, setpriv } = account;
  return [setpriv, `--reuid=${String(uid)}`, `--regid=${String(gid)}`, '--clear-groups', ...command];
}
