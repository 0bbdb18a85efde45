import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ServerConfig } from '../../federation/contract.ts';
import { startDeadline } from '../../federation/policy/deadline.ts';
import { observeError } from '../../federation/session/observe-error.ts';
import type { Session } from '../../federation/session/session.ts';
import { Exchange } from '../../federation/transports/exchange.ts';
import { here, http, program, server } from './programs.ts';
import { json, sse, startOddHttp } from './servers/odd-http.ts';
import type { Message, OddAnswer } from './servers/odd-http.ts';
import { bench, started, until } from './support.ts';

const textOf = (id: unknown, text: string): string =>
  JSON.stringify({ jsonrpc: '2.0', id, result: { content: [{ type: 'text', text }] } });

describe('an answer with the id of another call', () => {
  it.each([
    ['as JSON', json, (text: string) => text],
    ['on a stream', sse, (text: string) => `data: ${text}\n\n`],
  ])('%s answers nobody: that other one may not have been executed', async (_how, type, written) => {
    const waiting: { message: Message; to: Parameters<OddAnswer>[0] }[] = [];
    const calls: Record<string, OddAnswer> = {
      slow: (to, message) => void waiting.push({ message, to }),
      mixed: (to) => void to.writeHead(200, type).end(written(textOf(waiting[0]?.message.id, 'of mixed'))),
    };
    const running = await started(startOddHttp({ calls }));
    const { call } = bench([server('odd', http(running.url))]);
    const slow = call('odd', 'slow');
    await until(() => waiting.length === 1);
    const mixed = await call('odd', 'mixed');
    expect(mixed).toMatchObject({ kind: 'bad_result', reason: 'protocol' });
    expect(mixed).toHaveProperty('message', expect.stringMatching(/answered with the id \d+ instead of \d+/));
    waiting[0]?.to.writeHead(200, json).end(textOf(waiting[0].message.id, 'of slow'));
    expect(await slow).toMatchObject({ kind: 'result', content: [{ text: 'of slow' }] });
  });
});

describe('whether a call was sent', () => {
  it.each(['EHOSTUNREACH', 'ECONNREFUSED', 'ENETDOWN', 'EPROTO', 'ERR_SSL_BAD_RECORD'])(
    'is not read from %s: a connection that carried it can end so',
    (code) => {
      const deadline = startDeadline(10_000, undefined);
      const session = {
        config: { name: 's' },
        client: { transport: {} },
        ended: () => undefined,
      } as unknown as Session;
      const error = Object.assign(new Error('read'), { code, syscall: 'read' });
      const exchange = new Exchange(() => undefined);
      expect(observeError(error, exchange, deadline, session).kind).toBe('not_sent');
      exchange.markSent();
      expect(observeError(error, exchange, deadline, session)).toMatchObject({ kind: 'broken', reason: 'reset' });
      deadline.release();
    },
  );

  it('is never told of a server that is gone', async () => {
    const act: OddAnswer = (to, { id }) => void to.writeHead(200, json).end(textOf(id, 'ok'));
    const running = await started(startOddHttp({ calls: { act } }));
    const { call, sent } = bench([server('odd', http(running.url))]);
    expect(await call('odd', 'act')).toMatchObject({ kind: 'result' });
    expect(sent()).toBe(1);
    await running.close();
    let before = -1;
    // Something may still have been written to a connection whose end was not heard of yet.
    await until(async () => {
      before = sent();
      return (await call('odd', 'act')).kind === 'not_sent';
    });
    expect(sent()).toBe(before);
  });

  it('is not so when the time is over before there is a connection', async () => {
    // Takes connections, and never begins to speak TLS.
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await until(() => silent.listening);
    const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}/mcp`;
    const { call, sent } = bench([server('odd', http(url), { timeoutMs: 300 })]);
    expect(await call('odd', 'act')).toMatchObject({ kind: 'not_sent' });
    expect(sent()).toBe(0);
    silent.close();
  });
});

describe('a program that prints more than answers', () => {
  const noisy = (more: Partial<ServerConfig> = {}): ReturnType<typeof server> =>
    server('noisy', program(`${here}servers/noisy-stdio.mjs`), more);

  it('may print its log as JSON, with an id, an error or a method of its own', async () => {
    const { call } = bench([noisy()]);
    const all = await Promise.all(Array.from({ length: 10 }, () => call('noisy', 'log')));
    expect(all.map(({ kind }) => kind)).toEqual(all.map(() => 'result'));
  });

  it('ends nothing but the call it answers with messages that are nested too deeply', async () => {
    const { call } = bench([noisy()]);
    expect(await call('noisy', 'deep_note')).toMatchObject({ kind: 'result' });
    const refused = { kind: 'bad_result', reason: 'protocol' };
    expect(await call('noisy', 'deep_answer')).toMatchObject(refused);
    expect(await call('noisy', 'deep_error')).toMatchObject(refused);
    expect(await call('noisy', 'log')).toMatchObject({ kind: 'result' });
  });

  it('is not told of again and again in the log', async () => {
    const { call, events } = bench([noisy()]);
    expect(await call('noisy', 'flood')).toMatchObject({ kind: 'result' });
    const notices = events.filter(({ kind }) => kind === 'notice');
    expect(notices).toHaveLength(11);
    expect(notices.at(-1)).toMatchObject({ message: 'More notices of this minute are counted, and not told.' });
  });

  it('is started again when it has closed its stdout, and its calls end at once', async () => {
    const { call } = bench([noisy()]);
    expect(await call('noisy', 'hang_up')).toMatchObject({ kind: 'broken', reason: 'server_died' });
    expect(await call('noisy', 'log')).toMatchObject({ kind: 'result' });
  });
});

describe('a server that repeats our headers', () => {
  const secret = 'Bearer t0ken-of-ours';
  const echo: OddAnswer = (to, { id }, { headers }) => {
    const message = `You sent ${String(headers.authorization)}`;
    to.writeHead(200, json).end(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32000, message } }));
  };
  const refuse: OddAnswer = (to, _message, { headers }) =>
    void to.writeHead(401).end(`<html>${String(headers.authorization?.slice('Bearer '.length))} is not known`);
  const point: OddAnswer = (to) =>
    void to.writeHead(308, { location: 'http://u:t0ken-of-ours@host:999999/?q=1' }).end();

  it('does not get them into failures or the log', async () => {
    const running = await started(startOddHttp({ calls: { echo, refuse, point } }));
    const { call, events } = bench([server('odd', http(running.url, { authorization: secret }))]);
    const seen = [await call('odd', 'echo'), await call('odd', 'refuse'), await call('odd', 'point')];
    expect(seen.map(({ kind }) => kind)).toEqual(['rpc_error', 'http_error', 'http_error']);
    expect(seen[0]).toHaveProperty('message', 'You sent ***');
    expect(JSON.stringify([seen, events])).not.toContain('t0ken');
  });

  it('does not get the user and password of its URL into them either', async () => {
    const running = await started(startOddHttp({ calls: { echo } }));
    const url = running.url.replace('http://', 'http://client:p%40ss-of-ours@');
    const { call, events } = bench([server('odd', http(url))]);
    const seen = await call('odd', 'echo');
    expect(seen).toHaveProperty('message', 'You sent ***');
    expect(JSON.stringify([seen, events])).not.toContain(Buffer.from('client:p@ss-of-ours').toString('base64'));
  });
});
