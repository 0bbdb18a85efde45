import { describe, expect, it } from 'vitest';
import { startBrokenHttp } from './servers/broken-http.ts';
import { listen, startLegacyHttp, startModern, startSse } from './servers/http.ts';
import { http, server, textOf } from './programs.ts';
import { bench, callOptions, started, until } from './support.ts';

async function closedPort(): Promise<string> {
  const running = await listen(() => undefined);
  await running.close();
  return running.url;
}

describe('a legacy server over Streamable HTTP', () => {
  it('is recognised, gets our headers, and loses its session when we close', async () => {
    const running = await started(startLegacyHttp());
    const { call, events, federation } = bench([server('moody', http(running.url, { authorization: 'Bearer t0ken' }))]);
    expect(await call('moody', 'echo', { message: 'hi' })).toMatchObject({ kind: 'result' });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'connected', era: 'legacy' }));
    expect(running.requests.every(({ headers }) => headers.authorization === 'Bearer t0ken')).toBe(true);
    expect(running.openSessions()).toBe(1);
    await federation.close();
    expect(running.openSessions()).toBe(0);
  });

  it.each([404, 400] as const)(
    'that forgot our session (%i) is connected again and called once more',
    async (status) => {
      const running = await started(startLegacyHttp(status));
      const { call, sent, events } = bench([server('moody', http(running.url))]);
      await call('moody', 'echo', { message: 'one' });
      running.forgetSessions();
      expect(await call('moody', 'echo', { message: 'two' })).toMatchObject({
        kind: 'result',
        content: [{ type: 'text', text: 'two' }],
      });
      expect(events.filter(({ kind }) => kind === 'connected')).toHaveLength(2);
      expect(sent()).toBe(2);
    },
  );

  it('passes progress and cancellation on', async () => {
    const running = await started(startLegacyHttp());
    const { call } = bench([server('moody', http(running.url))]);
    const controller = new AbortController();
    const options = {
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    };
    expect(await call('moody', 'slow', { ms: 60_000 }, options)).toMatchObject({ kind: 'broken', reason: 'canceled' });
  });

  it('tells when its tools change', async () => {
    const running = await started(startLegacyHttp());
    const { call, federation } = bench([server('moody', http(running.url))]);
    await call('moody', 'add_tool');
    await until(async () => {
      const result = await federation.catalog('moody');
      return result.ok && result.catalog.tools.some(({ name }) => name === 'added');
    });
    expect(await call('moody', 'added')).toMatchObject({ kind: 'result' });
  });
});

describe('a modern server', () => {
  it.each(['stateless', 'reject'] as const)(
    'is recognised (legacy: %s), called, and asked for its health',
    async (legacy) => {
      const running = await started(startModern(legacy));
      const { call, federation } = bench([server('modern', http(running.url))]);
      expect(await call('modern', 'add', { a: 1, b: 2 })).toMatchObject({
        kind: 'result',
        structuredContent: { sum: 3 },
      });
      expect(await federation.health('modern')).toMatchObject({
        healthy: true,
        era: 'modern',
        probe: 'server/discover',
      });
      expect(running.methods).not.toContain('initialize');
    },
  );

  it('is spoken to in the legacy era where the platform says so', async () => {
    const running = await started(startModern());
    const { call, events } = bench([server('modern', http(running.url), { protocol: 'legacy' })]);
    expect(await call('modern', 'add', { a: 1, b: 2 })).toMatchObject({
      kind: 'result',
      structuredContent: { sum: 3 },
    });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'connected', era: 'legacy' }));
  });

  it('receives the meta of the call', async () => {
    const running = await started(startModern());
    const { federation } = bench([server('modern', http(running.url))]);
    const meta = { 'io.sagaflow/idempotency-key': 'k1' };
    const seen = await federation.callTool({ server: 'modern', tool: 'meta', arguments: {}, meta }, callOptions());
    expect(textOf(seen)).toMatchObject(meta);
  });

  it('tells when its tools change', async () => {
    const running = await started(startModern());
    const { federation } = bench([server('modern', http(running.url))]);
    await federation.catalog('modern');
    await until(() => running.methods.includes('subscriptions/listen'));
    await until(async () => {
      running.notifyTools();
      const result = await federation.catalog('modern');
      return result.ok && result.catalog.tools.some(({ name }) => name.startsWith('added'));
    });
  });

  it('is required where the platform says so', async () => {
    const running = await started(startLegacyHttp());
    const { call } = bench([server('moody', http(running.url), { protocol: 'modern' })]);
    expect(await call('moody', 'echo', { message: 'x' })).toMatchObject({ kind: 'not_sent', reason: 'negotiation' });
  });
});

describe('a server over HTTP+SSE', () => {
  it.each(['sse', 'http'] as const)('is reached when configured as %s', async (kind) => {
    const running = await started(startSse());
    const transport = kind === 'sse' ? { kind, url: running.url, headers: {} } : http(running.url);
    const { call } = bench([server('old', transport)]);
    expect(await call('old', 'echo', { message: 'hi' })).toMatchObject({
      kind: 'result',
      content: [{ type: 'text', text: 'hi' }],
    });
  });

  it('whose stream ends has perhaps executed what was open; the next call gets a new stream', async () => {
    const running = await started(startSse());
    const { call } = bench([server('old', { kind: 'sse', url: running.url, headers: {} })]);
    const seen = call(
      'old',
      'slow',
      { ms: 60_000 },
      {
        onProgress: () => {
          running.dropStreams();
        },
      },
    );
    expect(await seen).toMatchObject({ kind: 'broken', reason: 'stream_ended' });
    expect(await call('old', 'echo', { message: 'again' })).toMatchObject({ kind: 'result' });
  });

  it('that wants requests to be sent to another server gets none, and no header of ours goes there', async () => {
    const other: string[] = [];
    const elsewhere = await started(listen((request, response) => (other.push(request.url ?? ''), response.end())));
    const running = await started(
      listen((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`event: endpoint\ndata: ${elsewhere.url}\n\n`);
      }),
    );
    const { call } = bench([
      server('old', { kind: 'sse', url: running.url, headers: { authorization: 'Bearer t0ken' } }),
    ]);
    expect(await call('old', 'echo')).toMatchObject({
      kind: 'not_sent',
      message: expect.stringContaining('to be sent to another server') as string,
    });
    expect(other).toEqual([]);
  });

  it('is not tried when the fallback is off', async () => {
    const running = await started(startSse());
    const { call } = bench([server('old', { kind: 'http', url: running.url, headers: {}, fallbackToSse: false })]);
    expect(await call('old', 'echo', { message: 'hi' })).toMatchObject({ kind: 'http_error', status: 404 });
  });
});

describe('a server or proxy that misbehaves', () => {
  it.each([
    ['stream_end', { kind: 'broken', reason: 'stream_ended' }],
    ['stream_reset', { kind: 'broken', reason: 'stream_ended' }],
    ['stream_garbage', { kind: 'bad_result', reason: 'not_json' }],
    ['reset', { kind: 'broken', reason: 'reset' }],
    ['cut_json', { kind: 'broken', reason: 'reset' }],
    ['garbage', { kind: 'bad_result', reason: 'not_json' }],
    ['nan', { kind: 'bad_result', reason: 'not_json' }],
    ['html', { kind: 'bad_result', reason: 'not_json' }],
    ['proto', { kind: 'result', structuredContent: { ok: 1 } }],
    ['big', { kind: 'bad_result', reason: 'too_large' }],
    ['endless', { kind: 'bad_result', reason: 'too_large' }],
    ['busy', { kind: 'http_error', status: 503, retryAfterMs: 7_000, refusingBody: true }],
    ['proxy', { kind: 'http_error', status: 503, refusingBody: false }],
    ['failing', { kind: 'http_error', status: 500, refusingBody: false }],
    ['limited', { kind: 'http_error', status: 429, retryAfterMs: expect.any(Number) as number }],
    ['forbidden', { kind: 'http_error', status: 403 }],
    ['elsewhere', { kind: 'http_error', status: 307 }],
  ])('with "%s" is told as what it is, without waiting for the timeout', async (tool, expected) => {
    const running = await started(startBrokenHttp());
    const { call, sent } = bench([server('broken', http(running.url))]);
    // The test would end before this timeout does.
    expect(await call('broken', tool, {}, { timeoutMs: 60_000 })).toMatchObject(expected);
    expect(sent()).toBe(1);
    expect(running.calls).toEqual([tool]);
  });

  it('by saying nothing is ended by the timeout', async () => {
    const running = await started(startBrokenHttp());
    const { call } = bench([server('broken', http(running.url))]);
    await call('broken', 'proto');
    expect(await call('broken', 'black_hole', {}, { timeoutMs: 200 })).toMatchObject({
      kind: 'broken',
      reason: 'timeout',
    });
  });
});

describe('a server that cannot be reached', () => {
  it.each(['connect', 'dns'])('got nothing (%s)', async (reason) => {
    const url = reason === 'dns' ? 'http://no-such-host.invalid/mcp' : await closedPort();
    const { call, sent, federation } = bench([server('gone', http(url))]);
    expect(await call('gone', 'echo')).toMatchObject({ kind: 'not_sent', reason });
    expect(await federation.health('gone')).toMatchObject({
      healthy: false,
      observation: { kind: 'not_sent', reason },
    });
    expect(sent()).toBe(0);
  });

  it('because it speaks no TLS got nothing', async () => {
    const running = await started(startModern());
    const { call } = bench([server('plain', http(running.url.replace('http:', 'https:')))]);
    expect(await call('plain', 'add')).toMatchObject({ kind: 'not_sent', reason: 'tls' });
  });

  it.each([
    [401, {}, { kind: 'http_error', status: 401 }],
    [503, { 'retry-after': '3' }, { kind: 'http_error', status: 503, retryAfterMs: 3_000, refusingBody: true }],
    [500, {}, { kind: 'not_sent', reason: 'negotiation' }],
  ])('because a session is refused with %i got nothing', async (status, headers, expected) => {
    const running = await started(listen((_request, response) => void response.writeHead(status, headers).end('no')));
    const { call, sent } = bench([server('shut', http(running.url))]);
    expect(await call('shut', 'echo')).toMatchObject(expected);
    expect(sent()).toBe(0);
  });

  it('after it was used is reached again when it is back', async () => {
    const running = await startModern();
    const { call } = bench([server('modern', http(running.url))]);
    await call('modern', 'add', { a: 1, b: 2 });
    const { port } = new URL(running.url);
    await running.close();
    // A call may still meet the connection that is just being closed, and is then in doubt.
    await until(async () => (await call('modern', 'add', { a: 1, b: 2 })).kind === 'not_sent');
    const again = await started(startLegacyHttp(404, Number(port)));
    expect(again.url).toBe(running.url);
    expect(await call('modern', 'echo', { message: 'now legacy' })).toMatchObject({ kind: 'result' });
  });

  it('disturbs no other server', async () => {
    const running = await started(startModern());
    const { call } = bench([server('gone', http(await closedPort())), server('modern', http(running.url))]);
    const [gone, fine] = await Promise.all([call('gone', 'echo'), call('modern', 'add', { a: 1, b: 1 })]);
    expect([gone.kind, fine.kind]).toEqual(['not_sent', 'result']);
  });
});
