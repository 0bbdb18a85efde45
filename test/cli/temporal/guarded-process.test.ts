import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { startGuarded } from '../../../cli/temporal/guarded-process.ts';
import { isGroupAlive } from './programs.ts';

const FOREVER = 'setInterval(() => {}, 1000);';
const READY = `console.log('ready');${FOREVER}`;

async function started(script: string, graceMs?: number) {
  let onReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    onReady = resolve;
  });
  const onLine = (line: string) => {
    if (line === 'ready') onReady();
  };
  const guarded = startGuarded(process.execPath, ['-e', script], { graceMs, onLine });
  await ready;
  return guarded;
}

it('ends the program and its guard on stop, and says that it was expected', async () => {
  const guarded = await started(READY);
  await guarded.stop();
  expect(isGroupAlive(guarded.pid)).toBe(false);
  expect(await guarded.exited).toEqual({ code: 143, expected: true, lastLines: ['ready'] });
  await guarded.stop();
});

it('kills a program that does not listen to SIGTERM, and what it started', async () => {
  const child = `require('node:child_process').spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {});${FOREVER}"]);`;
  const guarded = await started(`process.on('SIGTERM', () => {});${child}${READY}`, 100);
  await guarded.stop();
  // What was killed counts as there until the system has reaped it.
  await vi.waitFor(() => {
    expect(isGroupAlive(guarded.pid)).toBe(false);
  });
});

it('reports how a program ended by itself, with its last lines', async () => {
  const guarded = startGuarded(process.execPath, ['-e', `console.error('the disk is full'); process.exitCode = 3`]);
  expect(await guarded.exited).toEqual({ code: 3, expected: false, lastLines: ['the disk is full'] });
});

it('reports a command that does not exist', async () => {
  const end = await startGuarded('/no/such/program', []).exited;
  expect(end).toEqual({ code: 127, expected: false, lastLines: ['spawn /no/such/program ENOENT'] });
});

it('leaves nothing behind when the guard itself is killed', async () => {
  const guarded = await started(READY);
  process.kill(guarded.pid, 'SIGKILL');
  expect(await guarded.exited).toMatchObject({ expected: false });
  await vi.waitFor(() => {
    expect(isGroupAlive(guarded.pid)).toBe(false);
  });
});

it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('leaves nothing behind when we die of %s', async (signal) => {
  const parent = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('parent.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
  const group = Number(line);
  expect(isGroupAlive(group)).toBe(true);
  parent.kill(signal);
  await once(parent, 'exit');
  await vi.waitFor(
    () => {
      expect(isGroupAlive(group)).toBe(false);
    },
    { timeout: 10_000 },
  );
});
