import { readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withLock } from '../../../cli/temporal/binary-lock.ts';
import { temporaryFolder } from './programs.ts';

const quiet = { onWait: () => undefined, pollMs: 5 };

it('lets one after the other work', async () => {
  const path = join(await temporaryFolder(), 'lock');
  const events: string[] = [];
  const work = (name: string) => async () => {
    events.push(`${name} begins`);
    await readFile(path);
    events.push(`${name} ends`);
  };
  await Promise.all(['a', 'b', 'c'].map((name) => withLock(path, quiet, work(name))));
  const inPairs = [events.slice(0, 2), events.slice(2, 4), events.slice(4, 6)];
  for (const [begin = '', end = ''] of inPairs) expect(end).toBe(begin.replace('begins', 'ends'));
});

it('is free again when the work throws', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'lock');
  await expect(withLock(path, quiet, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await readdir(folder)).toEqual([]);
});

it('takes over a lock that a dead process left', async () => {
  const path = join(await temporaryFolder(), 'lock');
  await writeFile(path, 'dead');
  await utimes(path, new Date(0), new Date(0));
  expect(await withLock(path, quiet, () => Promise.resolve('done'))).toBe('done');
});

it('stops waiting when it is aborted, and leaves the lock to its holder', async () => {
  const path = join(await temporaryFolder(), 'lock');
  await writeFile(path, 'held');
  const controller = new AbortController();
  const onWait = () => {
    controller.abort(new Error('Ctrl-C'));
  };
  const waiting = withLock(path, { ...quiet, onWait, signal: controller.signal }, () => Promise.resolve());
  await expect(waiting).rejects.toThrow('Ctrl-C');
  expect(await readFile(path, 'utf8')).toBe('held');
});
