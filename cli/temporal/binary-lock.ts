import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';

export interface LockOptions {
  signal?: AbortSignal;
  /** Called once, when another process holds the lock. */
  onWait(): void;
  /** A holder touches its lock several times in this time; an older one was left by a dead process and is taken over. */
  staleMs?: number;
  pollMs?: number;
}

/**
 * Runs `work` while no other process with the same lock file (in a folder that exists) does. Judges a holder by the file's age and not by its process id, so that a cache
 * folder shared by containers works too. Throws what `work` throws, or the signal's reason while waiting.
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const { staleMs = 15_000 } = options;
  const token = randomUUID();
  await take(path, token, staleMs, options);
  const touch = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, staleMs / 5);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    if ((await readFile(path, 'utf8').catch(() => '')) === token) await rm(path, { force: true });
  }
}

async function take(path: string, token: string, staleMs: number, options: LockOptions): Promise<void> {
  for (let said = false; !(await create(path, token));) {
    options.signal?.throwIfAborted();
    if (await isStale(path, staleMs)) {
      await rm(path, { force: true });
      continue;
    }
    if (!said) options.onWait();
    said = true;
    await sleep(options.pollMs ?? 500, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

async function create(path: string, token: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(token);
    await file.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(path: string, staleMs: number): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > staleMs;
  } catch {
    return false; // released this moment: the next attempt creates it
  }
}
