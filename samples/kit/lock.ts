import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const FREE = 'free';

/**
 * Runs `work` while no other process (and no other caller) holds the lock `name` in `dir`.
 *
 * A lock is the highest numbered file `<name>.lock.<n>`; it holds its owner's process id, or `free`. Taking it is creating
 * the next number, which only one process can. The highest number is never removed, so a slow process that acted on an
 * old listing sees a higher number and steps back, and the lock of a killed owner is taken over without a race.
 */
export async function withLock<T>(dir: string, name: string, work: () => T): Promise<T> {
  const path = await take(dir, name);
  try {
    return work();
  } finally {
    const released = `${path}.${String(process.pid)}.tmp`;
    writeFileSync(released, FREE);
    renameSync(released, path);
  }
}

async function take(dir: string, name: string): Promise<string> {
  for (;;) {
    const current = highest(dir, name);
    const path = lockPath(dir, name, current + 1);
    if ((current === 0 || isFree(lockPath(dir, name, current))) && create(path)) {
      if (highest(dir, name) === current + 1) {
        removeOlder(dir, name, current + 1);
        return path;
      }
      rmSync(path, { force: true });
    }
    await delay(2);
  }
}

function create(path: string): boolean {
  const draft = `${path}.${String(process.pid)}.tmp`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function isFree(path: string): boolean {
  let owner: string;
  try {
    owner = readFileSync(path, 'utf8');
  } catch {
    return false;
  }
  return owner === FREE || !isAlive(Number(owner));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function highest(dir: string, name: string): number {
  return Math.max(0, ...numbers(dir, name));
}

function removeOlder(dir: string, name: string, owned: number): void {
  for (const older of numbers(dir, name)) if (older < owned) rmSync(lockPath(dir, name, older), { force: true });
}

function numbers(dir: string, name: string): number[] {
  const prefix = `${name}.lock.`;
  const suffixes = readdirSync(dir).flatMap((file) => (file.startsWith(prefix) ? [file.slice(prefix.length)] : []));
  return suffixes.filter((suffix) => /^\d+$/.test(suffix)).map(Number);
}

function lockPath(dir: string, name: string, number: number): string {
  return join(dir, `${name}.lock.${String(number)}`);
}
