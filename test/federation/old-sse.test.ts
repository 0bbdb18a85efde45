import { Client } from '@modelcontextprotocol/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SseTransport } from '../../federation/transports/http/sse-transport.ts';
import { server } from './programs.ts';
import { startOddSse } from './servers/odd-sse.ts';
import type { OddSse, Posted } from './servers/odd-sse.ts';
import { bench, started, until } from './support.ts';
import type { Bench } from './support.ts';

const benchOf = (running: OddSse): Bench => bench([server('old', { kind: 'sse', url: running.url, headers: {} })]);

describe('a POST to a server over HTTP+SSE', () => {
  it('whose refusal does not end is told by its status', async () => {
    const calls = { odd: ({ post }: Posted) => void post.writeHead(404).write('no such') };
    const running = await started(startOddSse({ calls }));
    const seen = await benchOf(running).call('old', 'odd', {}, { timeoutMs: 600_000 });
    expect(seen).toMatchObject({ kind: 'http_error', status: 404 });
  });

  it('that is never answered is let go when nobody waits for the call any more', async () => {
    let closed = 0;
    const calls = { silent: ({ post }: Posted) => void post.once('close', () => (closed += 1)) };
    const running = await started(startOddSse({ calls }));
    const { call } = benchOf(running);
    const seen = await Promise.all(Array.from({ length: 20 }, () => call('old', 'silent', {}, { timeoutMs: 500 })));
    expect(seen.every((one) => one.kind === 'broken' && one.reason === 'timeout')).toBe(true);
    await until(() => closed === 20);
  });

  it('that is never answered is let go behind the answer on the stream', async () => {
    let closed = 0;
    const calls = {
      half: ({ post, message, say }: Posted) => {
        post.once('close', () => (closed += 1));
        say({ jsonrpc: '2.0', id: message.id, result: { content: [] } });
      },
    };
    const running = await started(startOddSse({ calls }));
    expect(await benchOf(running).call('old', 'half')).toMatchObject({ kind: 'result' });
    await until(() => closed === 1);
  });

  it('of a notification holds no connection when it is not answered, and nobody fails', async () => {
    let closed = 0;
    const calls = { slow: ({ post }: Posted) => void post.writeHead(202).end() };
    const onTold = (post: Posted['post']): void => void post.once('close', () => (closed += 1));
    const running = await started(startOddSse({ calls, onTold }));
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'legacy' } });
    await client.connect(new SseTransport({ url: running.url, headers: {}, now: Date.now }, 100));
    onTestFinished(() => client.close());
    const asked = client.request({ method: 'tools/call', params: { name: 'slow' } }, { timeout: 50 });
    await expect(asked).rejects.toThrow();
    await until(() => closed === 2);
    expect(running.methods.filter((method) => method.startsWith('notifications/'))).toHaveLength(2);
  });
});

const answer = (id: unknown, text = 'ok'): object => ({
  jsonrpc: '2.0',
  id,
  result: { content: [{ type: 'text', text }] },
});
const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

describe('an event of a server over HTTP+SSE', () => {
  it.each([
    ['is too large', (id: unknown) => JSON.stringify(answer(id, 'x'.repeat(17_000_000))), 'too_large'],
    [
      'is too large and has its id at its end',
      (id: unknown) => JSON.stringify({ result: { content: 'x'.repeat(17_000_000) }, id, jsonrpc: '2.0' }),
      'too_large',
    ],
    ['is no JSON', (id: unknown) => `{"jsonrpc":"2.0","id":${String(id)},"result":{"content":[}}`, 'not_json'],
    ['is no message', (id: unknown) => `{"jsonrpc":"2.0","id":${String(id)},"result":5}`, 'protocol'],
  ] as const)('that %s ends the call it answers at once, and no other', async (_case, write, reason) => {
    const waiting: (() => void)[] = [];
    const calls = {
      fine: ({ post, message, say }: Posted) => {
        post.writeHead(202).end();
        waiting.push(() => {
          say(answer(message.id));
        });
      },
      odd: ({ post, message, say }: Posted) => {
        post.writeHead(202).end();
        say(write(message.id));
      },
    };
    const running = await started(startOddSse({ calls }));
    const { call } = benchOf(running);
    const others = Array.from({ length: 5 }, () => call('old', 'fine', {}, { timeoutMs: 600_000 }));
    await until(() => waiting.length === 5);
    expect(await call('old', 'odd', {}, { timeoutMs: 600_000 })).toMatchObject({ kind: 'bad_result', reason });
    for (const reply of waiting) reply();
    for (const other of await Promise.all(others)) expect(other).toMatchObject({ kind: 'result' });
    expect(running.streams()).toBe(1);
  });

  it.each([
    ['nested deeply', `{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":${deep}}}`],
    ['too large', `{"jsonrpc":"2.0","method":"notifications/message","params":"${'x'.repeat(17_000_000)}"}`],
    ['no JSON', 'good morning'],
  ])('that is %s and answers nothing ends nothing', async (_case, event) => {
    const calls = {
      odd: ({ post, message, say }: Posted) => {
        post.writeHead(202).end();
        say(event);
        say(answer(message.id));
      },
    };
    const running = await started(startOddSse({ calls }));
    expect(await benchOf(running).call('old', 'odd')).toMatchObject({ kind: 'result' });
    expect(running.streams()).toBe(1);
  });
});

describe('an answer in the body of a POST to a server over HTTP+SSE', () => {
  it.each([
    ['ends', (post: Posted['post'], body: string) => void post.end(body)],
    ['does not end', (post: Posted['post'], body: string) => void post.write(body)],
  ])('is taken when it %s', async (_case, send) => {
    const calls = {
      odd: ({ post, message }: Posted) => {
        post.writeHead(200, { 'content-type': 'application/json' });
        send(post, JSON.stringify(answer(message.id)));
      },
    };
    const running = await started(startOddSse({ calls }));
    expect(await benchOf(running).call('old', 'odd', {}, { timeoutMs: 600_000 })).toMatchObject({ kind: 'result' });
  });

  it('that is none does not stand for the one on the stream', async () => {
    const calls = {
      odd: ({ post, message, say }: Posted) => {
        post.writeHead(200, { 'content-type': 'application/json' }).end('{"accepted":true}');
        setTimeout(() => {
          say(answer(message.id));
        }, 100);
      },
    };
    const running = await started(startOddSse({ calls }));
    expect(await benchOf(running).call('old', 'odd')).toMatchObject({ kind: 'result' });
  });
});
