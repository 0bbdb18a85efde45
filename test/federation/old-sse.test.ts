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
