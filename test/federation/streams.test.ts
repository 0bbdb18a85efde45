import type { ServerResponse } from 'node:http';
import { Client } from '@modelcontextprotocol/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StreamableHttpTransport } from '../../federation/transports/http/streamable-transport.ts';
import { http, server } from './programs.ts';
import { sse, startOddHttp } from './servers/odd-http.ts';
import type { OddServer, Told } from './servers/odd-http.ts';
import { bench, started, until } from './support.ts';

const quick = { shortestMs: 20, usualMs: 40, longestMs: 400, longestAskedMs: 500, provenAfterMs: 10_000 };
const gets = (running: OddServer): Told[] => running.told.filter(({ verb }) => verb === 'GET');
const done = (id: unknown): string =>
  `data: ${JSON.stringify({ jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: 'done' }] } })}\n\n`;

/** What Node.js warns of until the test ends. */
function warningsOfNode(): Error[] {
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  return warnings;
}

/** A client on the transport alone, with pauses that a test can wait for. */
async function connect(running: OddServer): Promise<{ client: Client; notices: string[] }> {
  const notices: string[] = [];
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'legacy' } });
  client.onerror = ({ message }) => notices.push(message);
  await client.connect(new StreamableHttpTransport({ url: running.url, headers: {}, now: Date.now }, quick, 100));
  onTestFinished(() => client.close());
  return { client, notices };
}

describe('the stream of what a legacy server says by itself', () => {
  it.each([
    ['405', (to: ServerResponse) => void to.writeHead(405).end(), 0],
    ['400', (to: ServerResponse) => void to.writeHead(400).end('no session'), 1],
    ['JSON', (to: ServerResponse) => void to.writeHead(200, { 'content-type': 'application/json' }).end('{}'), 1],
    ['a page', (to: ServerResponse) => void to.writeHead(200, { 'content-type': 'text/html' }).end('<p>'), 1],
    ['202', (to: ServerResponse) => void to.writeHead(202).end(), 1],
    ['204', (to: ServerResponse) => void to.writeHead(204).end(), 1],
  ])('is asked for once when it is answered with %s', async (_answer, onGet, told) => {
    const running = await started(startOddHttp({ calls: {}, onGet }));
    const { notices } = await connect(running);
    await until(() => gets(running).length > 0 && notices.length >= told);
    // Longer than any pause would have been.
    await new Promise((resume) => setTimeout(resume, quick.usualMs * 4));
    expect(gets(running)).toHaveLength(1);
    expect(notices).toHaveLength(told);
  });

  it.each([
    ['ends at once', (to: ServerResponse) => void to.writeHead(200, sse).end()],
    [
      'ends at once and wants to be asked at once',
      (to: ServerResponse) => void to.writeHead(200, sse).end('retry: 0\n\n'),
    ],
    ['has only empty events', (to: ServerResponse) => void to.writeHead(200, sse).end('retry: 0\ndata: \n\n')],
    ['is cut off', (to: ServerResponse) => void to.socket?.destroy()],
    ['fails', (to: ServerResponse) => void to.writeHead(500).end()],
  ])('is asked for ever more rarely when it %s, and that is told once', async (_case, onGet) => {
    const at: number[] = [];
    const noted = (to: ServerResponse): void => {
      at.push(performance.now());
      onGet(to);
    };
    const running = await started(startOddHttp({ calls: {}, onGet: noted }));
    const { notices } = await connect(running);
    await until(() => at.length >= 5);
    const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    // Timers are never early: each pause is at least twice as long as the one before was meant to be.
    expect(pauses.every((pause, index) => pause >= Math.min(quick.shortestMs * 2 ** index, quick.longestMs) - 2)).toBe(
      true,
    );
    expect(notices).toHaveLength(1);
  });

  it('goes on behind the last event, and what it says is heard', async () => {
    let opened = 0;
    const changed = '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}';
    const onGet = (to: ServerResponse): void => {
      opened += 1;
      if (opened === 1) to.writeHead(200, sse).end(`id: e1\nretry: 20\ndata: ${changed}\n\n`);
      else to.writeHead(200, sse).write(': here\n\n');
    };
    const running = await started(startOddHttp({ calls: {}, onGet, sessionId: 's1' }));
    const { client, notices } = await connect(running);
    let heard = 0;
    client.setNotificationHandler('notifications/tools/list_changed', () => void (heard += 1));
    await until(() => opened === 2);
    expect(heard).toBe(1);
    expect(gets(running).map(({ headers }) => headers['last-event-id'])).toEqual([undefined, 'e1']);
    expect(gets(running).every(({ headers }) => headers['mcp-session-id'] === 's1')).toBe(true);
    expect(gets(running).every(({ headers }) => headers['mcp-protocol-version'] === '2025-11-25')).toBe(true);
    expect(notices).toEqual([]);
  });

  it('is the one on which a server asks: it is answered, and the call goes on', async () => {
    const ping = '{"jsonrpc":"2.0","id":"q1","method":"ping"}';
    const elicit =
      '{"jsonrpc":"2.0","id":"q2","method":"elicitation/create","params":{"message":"?","requestedSchema":{}}}';
    const calls = {
      asks: (to: ServerResponse, { id }: { id?: unknown }) => {
        to.writeHead(200, sse).write(`data: ${ping}\n\ndata: ${elicit}\n\n`);
        setTimeout(() => to.end(done(id)), 100);
      },
    };
    const running = await started(startOddHttp({ calls }));
    const { call } = bench([server('odd', http(running.url))]);
    expect(await call('odd', 'asks')).toMatchObject({ kind: 'result' });
    const answers = running.told.flatMap(({ text }) => (text.includes('"q') ? [JSON.parse(text) as unknown] : []));
    expect(answers).toContainEqual({ jsonrpc: '2.0', id: 'q1', result: {} });
    expect(answers).toContainEqual(expect.objectContaining({ id: 'q2', error: expect.anything() as unknown }));
  });
});

describe('an answer that comes on the stream on which the server speaks by itself', () => {
  it('is taken, and the response that was left open is closed', async () => {
    let speak: ServerResponse | undefined;
    let hasClosed = false;
    const calls = {
      elsewhere: (to: ServerResponse, { id }: { id?: unknown }) => {
        to.writeHead(200, sse).write(': wait\n\n');
        to.once('close', () => (hasClosed = true));
        speak?.write(done(id));
      },
    };
    const onGet = (to: ServerResponse): void => void (speak = to.writeHead(200, sse)).write(': here\n\n');
    const running = await started(startOddHttp({ calls, onGet }));
    const { client } = await connect(running);
    await until(() => speak !== undefined);
    const asked = client.request({ method: 'tools/call', params: { name: 'elsewhere' } }, { timeout: 600_000 });
    expect(await asked).toMatchObject({ content: [{ text: 'done' }] });
    await until(() => hasClosed);
  });
});

describe('an answer whose stream is interrupted', () => {
  const interrupted = (to: ServerResponse): void => void to.writeHead(200, sse).end('id: e1\nretry: 20\ndata: \n\n');

  it('is fetched where it stopped, as often as it stops', async () => {
    let opened = 0;
    let asked: unknown;
    const onGet = (to: ServerResponse, { headers }: Told): void => {
      if (headers['last-event-id'] === undefined) return void to.writeHead(405).end();
      opened += 1;
      if (opened === 1) to.writeHead(200, sse).end('id: e2\ndata: \n\n');
      else if (opened === 2) to.socket?.destroy();
      else to.writeHead(200, sse).end(done(asked));
    };
    const calls = {
      long: (to: ServerResponse, { id }: { id?: unknown }) => {
        asked = id;
        interrupted(to);
      },
    };
    const running = await started(startOddHttp({ calls, onGet, sessionId: 's1' }));
    const { client } = await connect(running);
    const answer = await client.request({ method: 'tools/call', params: { name: 'long' } });
    expect(answer).toMatchObject({ content: [{ text: 'done' }] });
    const places = gets(running).flatMap(({ headers }) => headers['last-event-id'] ?? []);
    expect(places).toEqual(['e1', 'e2', 'e2']);
    expect(running.methods().filter((method) => method === 'tools/call')).toHaveLength(1);
  });

  it.each([
    ['says that it does not go on', (to: ServerResponse) => void to.writeHead(405).end()],
    ['fails again and again', (to: ServerResponse) => void to.writeHead(502).end()],
  ])('is over when the server %s', async (_case, onGet) => {
    const running = await started(startOddHttp({ calls: { long: interrupted }, onGet }));
    const { client } = await connect(running);
    const asked = client.request({ method: 'tools/call', params: { name: 'long' } }, { timeout: 600_000 });
    await expect(asked).rejects.toThrow('The response stream ended without a result.');
  });

  it.each([['é☃'], ['a\tb'], ['  a']])(
    'is over at once where its last event has an id that no header can carry (%j)',
    async (id) => {
      const calls = {
        long: (to: ServerResponse) => void to.writeHead(200, sse).end(`id: ${id}\nretry: 20\ndata: \n\n`),
      };
      const running = await started(startOddHttp({ calls }));
      const { client } = await connect(running);
      const before = gets(running).length;
      const asked = client.request({ method: 'tools/call', params: { name: 'long' } }, { timeout: 600_000 });
      await expect(asked).rejects.toThrow('The response stream ended without a result.');
      expect(
        gets(running)
          .slice(before)
          .filter(({ headers }) => headers['last-event-id'] !== undefined),
      ).toEqual([]);
    },
  );

  it('is fetched after some time, however long the server wants us to wait', async () => {
    let asked: unknown;
    const onGet = (to: ServerResponse, { headers }: Told): void => {
      if (headers['last-event-id'] === undefined) to.writeHead(405).end();
      else to.writeHead(200, sse).end(done(asked));
    };
    const calls = {
      long: (to: ServerResponse, { id }: { id?: unknown }) => {
        asked = id;
        to.writeHead(200, sse).end('id: e1\nretry: 1000000000000\ndata: \n\n');
      },
    };
    const running = await started(startOddHttp({ calls, onGet }));
    const { client } = await connect(running);
    const answer = await client.request({ method: 'tools/call', params: { name: 'long' } }, { timeout: 600_000 });
    expect(answer).toMatchObject({ content: [{ text: 'done' }] });
  });

  it('is not fetched in the modern era, which has no such thing', async () => {
    const running = await started(
      startOddHttp({ era: 'modern', calls: { long: interrupted }, onGet: (to) => void to.writeHead(500).end() }),
    );
    const { call } = bench([server('odd', http(running.url), { protocol: 'modern' })]);
    expect(await call('odd', 'long', {}, { timeoutMs: 600_000 })).toMatchObject({
      kind: 'broken',
      reason: 'stream_ended',
    });
    expect(gets(running)).toEqual([]);
  });
});

describe('a call that is canceled', () => {
  it.each(['legacy', 'modern'] as const)('lets the server know, as its era (%s) does', async (era) => {
    let hasClosed = false;
    const calls = {
      slow: (to: ServerResponse) => {
        to.writeHead(200, sse).write(': working\n\n');
        to.once('close', () => (hasClosed = true));
      },
    };
    const running = await started(startOddHttp({ era, calls }));
    const { call } = bench([server('odd', http(running.url), { protocol: era })]);
    const controller = new AbortController();
    const seen = call('odd', 'slow', {}, { signal: controller.signal, timeoutMs: 600_000 });
    await until(() => running.methods().includes('tools/call'));
    controller.abort();
    expect(await seen).toMatchObject({ kind: 'broken', reason: 'canceled' });
    await until(() => hasClosed);
    if (era === 'legacy') await until(() => running.methods().includes('notifications/cancelled'));
    const [asked] = running.told.filter(({ message }) => message?.method === 'tools/call');
    const canceled = running.told.filter(({ message }) => message?.method === 'notifications/cancelled');
    expect(canceled.map(({ message }) => message?.params?.requestId)).toEqual(
      era === 'legacy' ? [asked?.message?.id] : [],
    );
  });
});

describe('the reason that a legacy server is told', () => {
  const calls = { slow: (to: ServerResponse) => void to.writeHead(200, sse).write(': working\n\n') };
  const reasonsTo = ({ told }: OddServer): unknown[] =>
    told.flatMap(({ message }) => (message?.method === 'notifications/cancelled' ? [message.params?.reason] : []));

  it('is that the time is over, where it is', async () => {
    const running = await started(startOddHttp({ calls }));
    const { call, federation } = bench([server('odd', http(running.url), { protocol: 'legacy' })]);
    await federation.catalog('odd');
    expect(await call('odd', 'slow', {}, { timeoutMs: 300 })).toMatchObject({ reason: 'timeout' });
    await until(() => reasonsTo(running).length === 1);
    expect(reasonsTo(running)).toEqual(['no answer within 300 ms']);
  });

  it('is that the caller canceled it, where that is so', async () => {
    const running = await started(startOddHttp({ calls }));
    const { call } = bench([server('odd', http(running.url), { protocol: 'legacy' })]);
    const controller = new AbortController();
    const seen = call('odd', 'slow', {}, { signal: controller.signal });
    await until(() => running.methods().includes('tools/call'));
    controller.abort();
    expect(await seen).toMatchObject({ reason: 'canceled' });
    await until(() => reasonsTo(running).length === 1);
    expect(reasonsTo(running)).toEqual(['canceled by the caller']);
  });
});

describe('a session that we close', () => {
  it('is nothing to be told of, also when the server ends its stream with it', async () => {
    let stream: ServerResponse | undefined;
    const onGet = (to: ServerResponse): void => void (stream = to.writeHead(200, sse)).write(': here\n\n');
    const onDelete = (to: ServerResponse): void => {
      stream?.end(() => setTimeout(() => to.writeHead(200).end(), 100));
    };
    const running = await started(startOddHttp({ calls: {}, sessionId: 's1', onGet, onDelete }));
    const { events, federation } = bench([server('odd', http(running.url), { protocol: 'legacy' })]);
    await federation.catalog('odd');
    await until(() => stream !== undefined);
    await federation.close();
    expect(running.told.some(({ verb }) => verb === 'DELETE')).toBe(true);
    expect(events.filter(({ kind }) => kind === 'notice')).toEqual([]);
  });
});

describe('a server that does not answer what it is told', () => {
  it('holds no connections by that, nobody fails, and Node.js has nothing to warn of', async () => {
    let held = 0;
    let closed = 0;
    const calls = { slow: () => undefined };
    const onTold = (to: ServerResponse): void => {
      held += 1;
      to.once('close', () => (closed += 1));
    };
    const running = await started(startOddHttp({ calls, onTold }));
    const warnings = warningsOfNode();
    const { client, notices } = await connect(running);
    const asked = Array.from({ length: 20 }, () =>
      client.request({ method: 'tools/call', params: { name: 'slow' } }, { timeout: 50 }).catch(() => undefined),
    );
    await Promise.all(asked);
    // One is that the client is ready.
    await until(() => held === 21 && closed === 21);
    expect(notices).toEqual([]);
    expect(warnings).toEqual([]);
  });
});

describe('a long stream', () => {
  it('may have more bytes than a message, when no single event has', async () => {
    const calls = {
      chatty: (to: ServerResponse, { id, params }: { id?: unknown; params?: unknown }) => {
        const token = (params as { _meta: { progressToken: unknown } })._meta.progressToken;
        const says = (progress: number): string => {
          const report = { progressToken: token, progress, message: 'x'.repeat(1024 * 1024) };
          return `data: ${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params: report })}\n\n`;
        };
        to.writeHead(200, sse);
        for (let progress = 1; progress <= 20; progress += 1) to.write(says(progress));
        setTimeout(() => to.end(done(id)), 300);
      },
    };
    const running = await started(startOddHttp({ calls }));
    const { call } = bench([server('odd', http(running.url))]);
    const reports: number[] = [];
    const seen = await call('odd', 'chatty', {}, { onProgress: ({ progress }) => reports.push(progress) });
    expect(seen).toMatchObject({ kind: 'result' });
    // Of reports that arrive in one read with the answer the SDK may forget the last one.
    expect(reports.slice(0, 17)).toEqual(Array.from({ length: 17 }, (_, index) => index + 1));
  });
});

describe('the connections to a server', () => {
  it.each(['legacy', 'modern'] as const)('are used again, also after answers on streams (%s)', async (era) => {
    const ports = new Set<number | undefined>();
    const calls = {
      act: (to: ServerResponse, { id }: { id?: unknown }) => {
        ports.add(to.socket?.remotePort);
        const result = { resultType: 'complete', content: [] };
        to.writeHead(200, sse).end(`data: ${JSON.stringify({ jsonrpc: '2.0', id, result })}\n\n`);
      },
    };
    const running = await started(startOddHttp({ era, calls }));
    const { call } = bench([server('odd', http(running.url), { protocol: era })]);
    for (let time = 0; time < 20; time += 1) expect(await call('odd', 'act')).toMatchObject({ kind: 'result' });
    expect(ports.size).toBeLessThan(10);
  });
});
