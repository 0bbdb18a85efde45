import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createFederation } from '../../federation/federation.ts';
import type { Federation, FederationEvent } from '../../federation/federation.ts';
import { startHeldHttp } from './servers/held-http.ts';
import { here, http, program, server } from './programs.ts';
import { bench, callOptions, started } from './support.ts';

const moody = program(`${here}servers/moody-stdio.ts`);

/** A federation with a mistake of ours in it: its log cannot write this event. */
function mistaken(kind: FederationEvent['kind']): Federation {
  const log = (event: FederationEvent): void => {
    if (event.kind === kind) throw new TypeError('log.write is not a function');
  };
  const federation = createFederation({
    servers: [server('moody', moody)],
    log,
    now: Date.now,
    environment: process.env,
  });
  onTestFinished(() => federation.close());
  return federation;
}

describe('a mistake in this program', () => {
  it.each(['catalog', 'connected'] as const)(
    'while a server is listed or connected (%s) is told as itself, not as a server that cannot be reached',
    async (kind) => {
      await expect(mistaken(kind).catalog('moody')).rejects.toThrow('log.write is not a function');
      const call = { server: 'moody', tool: 'echo', arguments: { message: 'x' }, meta: {} };
      await expect(mistaken(kind).callTool(call, callOptions())).rejects.toThrow('log.write is not a function');
    },
  );
});

describe('the time of a server', () => {
  it('is what a list may take, also when it is long', async () => {
    const running = await started(startHeldHttp());
    const { federation } = bench([server('slow', http(running.url), { timeoutMs: 90_000 })]);
    await federation.health('slow');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const listed = federation.catalog('slow');
    await running.isAsked;
    vi.advanceTimersByTime(60_000);
    running.answer();
    expect(await listed).toMatchObject({ ok: true });
  });

  it('is what a list may take, also when it is short', async () => {
    const running = await started(startHeldHttp());
    const { federation } = bench([server('slow', http(running.url), { timeoutMs: 400 })]);
    expect(await federation.catalog('slow')).toMatchObject({
      ok: false,
      observation: { kind: 'broken', reason: 'timeout', message: expect.stringContaining('400 ms') as string },
    });
  });
});
