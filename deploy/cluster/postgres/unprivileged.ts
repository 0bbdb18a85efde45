import { readFile } from 'node:fs/promises';
import { findExecutable } from '../../../cli/temporal/find-executable.ts';

export interface Account {
  name: string;
  uid: number;
  gid: number;
  /** The program that becomes this account and then the command: one process, which our signals reach. */
  setpriv: string;
}

/** Whom PostgreSQL runs as when we are root; null when we are not. */
export async function unprivileged(environment: Record<string, string | undefined>): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const setpriv = await findExecutable('setpriv', environment);
  if (setpriv === undefined) throw new Error('PostgreSQL refuses to run as root: install setpriv (util-linux).');
  const accounts = await readFile('/etc/passwd', 'utf8');
  for (const name of ['postgres', 'nobody']) {
    const line = accounts.split('\n').find((one) => one.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { name, uid: Number(uid), gid: Number(gid), setpriv };
  }
  throw new Error('PostgreSQL refuses to run as root, and there is no account "postgres" or "nobody".');
}
