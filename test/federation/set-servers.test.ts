import { describe, expect, it } from 'vitest';
import type { ServerSource } from '../../federation/federation.ts';
import { startLegacyHttp } from './servers/http.ts';
import { here, http, program, server, textOf } from './programs.ts';
import { bench, isAlive, started, until } from './support.ts';
import type { Bench } from './support.ts';

const moody = program(`${here}servers/moody-stdio.ts`);

async function pidOf(call: Bench['call'], name: string): Promise<number> {
  return (textOf(await call(name, 'where')) as { pid: number }).pid;
}

/** As it comes from a file that is read anew: equal, and another object. */
const declared = (source: ServerSource, fingerprint: string): ServerSource => ({ ...source, fingerprint });

describe('servers that change while they are used', () => {
  it('come and go: a new one is started on its first use, a removed one is ended and known no more', async () => {
    const a = server('a', moody);
    const { federation, call, events } = bench([a]);
    const pid = await pidOf(call, 'a');
    events.length = 0;
    await federation.setServers([a, server('b', moody)]);
    expect(federation.serverNames()).toEqual(['a', 'b']);
    expect(events).toEqual([]);
    expect(await pidOf(call, 'b')).not.toBe(pid);
    await federation.setServers([server('b', moody)]);
    await until(() => !isAlive(pid));
    expect(await call('a', 'where')).toMatchObject({ kind: 'refused_here', reason: 'unknown_server' });
  });

  it('keep their session when they are declared as before, and are replaced when not', async () => {
    const { federation, call } = bench([declared(server('a', moody), 'one')]);
    const pid = await pidOf(call, 'a');
    await federation.setServers([declared(server('a', moody), 'one')]);
    expect(await pidOf(call, 'a')).toBe(pid);
    await federation.setServers([declared(server('a', { ...moody, env: { MOOD: 'new' } } as typeof moody), 'two')]);
    expect(isAlive(pid)).toBe(false);
    expect(textOf(await call('a', 'where'))).toMatchObject({ env: { MOOD: 'new' } });
  });

  it('are looked for anew, by the newest declaration, when a session is opened again', async () => {
    const running = await started(startLegacyHttp());
    const asked: string[] = [];
    const told = (who: string): ServerSource => {
      const source = server('a', http(running.url));
      return declared({ ...source, resolve: (signal) => (asked.push(who), source.resolve(signal)) }, 'same');
    };
    const { federation, call } = bench([told('old')]);
    await call('a', 'echo', { message: 'x' });
    await federation.setServers([told('new')]);
    expect(asked).toEqual(['old']);
    running.forgetSessions();
    expect(await call('a', 'echo', { message: 'x' })).toMatchObject({ kind: 'result' });
    expect(asked).toEqual(['old', 'new']);
  });

  it('end what is under way before they are closed; new calls go to the new one', async () => {
    const running = await started(startLegacyHttp());
    const { federation, call } = bench([server('a', moody)]);
    const pid = await pidOf(call, 'a');
    let hasStarted = false;
    const slow = call('a', 'slow', { ms: 3_000 }, { onProgress: () => (hasStarted = true) });
    await until(() => hasStarted);
    const replaced = federation.setServers([server('a', http(running.url))]);
    expect(await pidOf(call, 'a')).toBe(process.pid);
    expect(isAlive(pid)).toBe(true);
    expect(await slow).toMatchObject({ kind: 'result', isError: false });
    await replaced;
    expect(isAlive(pid)).toBe(false);
  });

  it('cannot be changed after the end', async () => {
    const { federation } = bench([server('a', moody)]);
    await federation.close();
    await expect(federation.setServers([server('b', moody)])).rejects.toThrow('the federation is closed');
  });
});

describe('where a server is', () => {
  it('may take its time to be found out', async () => {
    const source = server('a', moody);
    const { call } = bench([
      { ...source, resolve: async (signal) => (await until(() => true), source.resolve(signal)) },
    ]);
    expect(await call('a', 'echo', { message: 'found' })).toMatchObject({ kind: 'result' });
  });

  it('cannot be asked for ever: the call was never sent', async () => {
    const { call } = bench([{ name: 'a', resolve: () => new Promise(() => undefined) }]);
    expect(await call('a', 'echo', {}, { timeoutMs: 200 })).toMatchObject({ kind: 'not_sent' });
  });

  it('is tried again when the network failed, and waits for a person when it is a problem', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const { call } = bench([
      { name: 'a', resolve: () => Promise.reject(new Error('look-up failed', { cause: refused })) },
      { name: 'b', resolve: () => Promise.reject(new Error('no licence')) },
    ]);
    expect(await call('a', 'echo')).toMatchObject({ kind: 'not_sent', reason: 'discovery' });
    expect(await call('b', 'echo')).toMatchObject({
      kind: 'refused_here',
      reason: 'configuration',
      message: 'The server "b" cannot be configured: no licence',
    });
  });
});
