import { expect, it, onTestFinished, vi } from 'vitest';
import { serverStatus } from '../../project/server-status.ts';
import { here, http, program, server, textOf } from '../federation/programs.ts';
import { listen, startLegacyHttp, startModern } from '../federation/servers/http.ts';
import { bench, started } from '../federation/support.ts';

vi.setConfig({ testTimeout: 30_000 });

const moody = program(`${here}servers/moody-stdio.ts`);
const stateOf = (statuses: Awaited<ReturnType<typeof serverStatus>>): string[] =>
  statuses.map(({ name, state, tools }) => `${name} ${state} ${String(tools.length)}`);

it('says that a frozen program is unavailable, within the time that it is given, and the others are well', async () => {
  const running = await started(startModern());
  const { federation, call } = bench([
    server('frozen', moody),
    server('well', moody),
    server('modern', http(running.url)),
  ]);
  expect(stateOf(await serverStatus(federation, 15_000))).toEqual(['frozen ok 15', 'well ok 15', 'modern ok 2']);
  const { pid } = textOf(await call('frozen', 'where')) as { pid: number };
  process.kill(pid, 'SIGSTOP');
  onTestFinished(() => void process.kill(pid, 'SIGCONT'));
  const startedAt = performance.now();
  const now = await serverStatus(federation, 1_500);
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  expect(stateOf(now)).toEqual(['frozen unavailable 0', 'well ok 15', 'modern ok 2']);
  expect(now[0]).toMatchObject({ era: null, message: 'No answer from "frozen" within 1.5 s.' });
  process.kill(pid, 'SIGCONT');
  expect(stateOf(await serverStatus(federation, 15_000))[0]).toBe('frozen ok 15');
});

it('says that a server which has died is unavailable, though its list of tools is still known', async () => {
  const [legacy, modern] = [await startLegacyHttp(), await startModern()];
  const { federation } = bench([server('legacy', http(legacy.url)), server('modern', http(modern.url))]);
  expect(stateOf(await serverStatus(federation, 15_000))).toEqual(['legacy ok 15', 'modern ok 2']);
  await Promise.all([legacy.close(), modern.close()]);
  expect(stateOf(await serverStatus(federation, 5_000))).toEqual(['legacy unavailable 0', 'modern unavailable 0']);
});

it('says that a server which never becomes one is unavailable in time', async () => {
  const silent = await started(listen(() => undefined));
  const { federation } = bench([server('silent', http(silent.url))]);
  const startedAt = performance.now();
  expect(stateOf(await serverStatus(federation, 300))).toEqual(['silent unavailable 0']);
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});
