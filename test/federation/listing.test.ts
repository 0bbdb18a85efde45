import type { ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createFederation } from '../../federation/federation.ts';
import type { Federation, FederationEvent } from '../../federation/federation.ts';
import { startHeldHttp } from './servers/held-http.ts';
import { json, sse, startOddHttp } from './servers/odd-http.ts';
import type { Message } from './servers/odd-http.ts';
import { here, http, program, server } from './programs.ts';
import { bench, callOptions, started, until } from './support.ts';

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

describe('a modern server that ends its stream of changes at once', () => {
  it('is listed and listened to ever more rarely, and called meanwhile', async () => {
    const listenedAt: number[] = [];
    const onListen = (to: ServerResponse, { id }: Message): void => {
      listenedAt.push(performance.now());
      const params = {
        _meta: { 'io.modelcontextprotocol/subscriptionId': id },
        notifications: { toolsListChanged: true },
      };
      const heard = { jsonrpc: '2.0', method: 'notifications/subscriptions/acknowledged', params };
      to.writeHead(200, sse).end(`data: ${JSON.stringify(heard)}\n\n`);
    };
    const act = (to: ServerResponse, { id }: Message): void => {
      const result = { resultType: 'complete', content: [] };
      to.writeHead(200, json).end(JSON.stringify({ jsonrpc: '2.0', id, result }));
    };
    const running = await started(startOddHttp({ era: 'modern', calls: { act }, onListen }));
    const { call } = bench([server('odd', http(running.url), { protocol: 'modern' })]);
    const count = (asked: string): number => running.methods().filter((method) => method === asked).length;
    await until(async () => {
      expect(await call('odd', 'act')).toMatchObject({ kind: 'result' });
      return listenedAt.length === 3;
    });
    const pauses = listenedAt.slice(1).map((time, index) => time - (listenedAt[index] ?? 0));
    expect(pauses.every((pause, index) => pause >= 1_000 * 2 ** index)).toBe(true);
    expect(count('tools/list')).toBe(3);
    expect(count('tools/call')).toBeGreaterThan(3);
  });
});
