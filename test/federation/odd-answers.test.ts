import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { classify } from '../../plan/outcome.ts';
import { http, server } from './programs.ts';
import { listen } from './servers/http.ts';
import { json, sse, startOddHttp } from './servers/odd-http.ts';
import type { Message, OddAnswer } from './servers/odd-http.ts';
import { bench, started } from './support.ts';

const result = (id: unknown, text = 'ok'): object => {
  const content = [{ type: 'text', text }];
  return { jsonrpc: '2.0', id, result: { resultType: 'complete', content } };
};
const error = (id: unknown, code: unknown = -32603, message = 'card declined'): object => {
  return { jsonrpc: '2.0', ...(id !== undefined && { id }), error: { code, message } };
};
const send = (response: ServerResponse, body: unknown, status = 200, headers: object = json): void => {
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
  response.writeHead(status, { ...headers }).end(isRaw ? body : JSON.stringify(body));
};
const event = (body: unknown): string => `data: ${JSON.stringify(body)}\n\n`;
const stream = (response: ServerResponse, text: string): void => void response.writeHead(200, sse).end(text);
const typed = (type: string): object => ({ 'content-type': type });
const coded = (coding: string): object => ({ ...json, 'content-encoding': coding });
const bytesOf = (id: unknown): Buffer => Buffer.from(JSON.stringify(result(id)));

const fine = { kind: 'result', isError: false, content: [{ type: 'text', text: 'ok' }] };
const says = (text: string): unknown => expect.stringContaining(text) as unknown;
const declined = { kind: 'rpc_error', code: -32603, message: says('card declined') };
const badResult = (reason: string, words: string): object => ({ kind: 'bad_result', reason, message: says(words) });
const nothing = { kind: 'broken', reason: 'stream_ended' };

type Row = [answer: string, write: OddAnswer, seen: object];
type Write = (response: ServerResponse, id: Message['id']) => void;
const row = (name: string, write: Write, seen: object): Row => [
  name,
  (response, message) => {
    write(response, message.id);
  },
  seen,
];

const SHAPES: Row[] = [
  row('an error with the id null', (to) => send(to, error(null)), { ...declined, isUnaddressed: true }),
  row('an error without an id', (to) => send(to, error(undefined)), { ...declined, isUnaddressed: true }),
  row('an error with the id null on a stream', (to) => stream(to, event(error(null))), declined),
  row(
    'an error with the id null on a stream that stays open',
    (to) => void to.writeHead(200, sse).write(event(error(null))),
    declined,
  ),
  row('an error whose code is a text', (to, id) => send(to, error(id, 'E_DECLINED', 'no')), {
    kind: 'rpc_error',
    message: 'E_DECLINED: no',
  }),
  row('an error without a message', (to, id) => send(to, { jsonrpc: '2.0', id, error: { code: -32001 } }), {
    kind: 'rpc_error',
    code: -32001,
  }),
  row(
    'an error whose code is huge',
    (to, id) => send(to, `{"id":${JSON.stringify(id)},"error":{"code":99999999999999999999}}`),
    {
      kind: 'rpc_error',
      code: -32603,
    },
  ),
  row('the id as text', (to, id) => send(to, result(String(id))), fine),
  row('the id as text on a stream', (to, id) => stream(to, event(result(String(id)))), fine),
  row(
    'the id with a fraction of zero',
    (to, id) => send(to, JSON.stringify(result(id)).replace(/"id":\d+/, '$&.0')),
    fine,
  ),
  row('another id', (to) => send(to, result(0, 'wrong')), badResult('protocol', 'wrong')),
  row('another id on a stream', (to) => stream(to, event(result(0, 'wrong'))), badResult('protocol', 'wrong')),
  row('a result without an id', (to) => send(to, result(undefined, 'whose?')), badResult('protocol', 'whose?')),
  row('no "jsonrpc"', (to, id) => send(to, { ...result(id), jsonrpc: undefined }), fine),
  row('a result and an error of null', (to, id) => send(to, { ...result(id), error: null }), fine),
  row('a result and an error', (to, id) => send(to, { ...result(id), ...error(id) }), declined),
  row(
    'neither',
    (to, id) => send(to, { jsonrpc: '2.0', id, outcome: 'fine' }),
    badResult('protocol', '"outcome":"fine"'),
  ),
  row('JSON that is no object', (to) => send(to, '"done"'), badResult('protocol', '"done"')),
  row('a batch', (to, id) => send(to, [{ jsonrpc: '2.0', method: 'notifications/x' }, result(id)]), fine),
  row('a batch on a stream', (to, id) => stream(to, event([result(id)])), fine),
  row('a batch of nothing', (to) => send(to, []), badResult('protocol', '[]')),
  row('202 without a word', (to) => void to.writeHead(202).end(), { ...nothing, message: says('202') }),
  row('202 with an answer', (to, id) => send(to, result(id), 202), fine),
  row('201 with an answer', (to, id) => send(to, result(id), 201), fine),
  row('204', (to) => void to.writeHead(204).end(), { ...nothing, message: says('204') }),
  row('200 without a word', (to) => send(to, ''), nothing),
  row('a byte order mark', (to, id) => send(to, `\uFEFF${JSON.stringify(result(id))}`), fine),
  row('a byte order mark on a stream', (to, id) => stream(to, `\uFEFF${event(result(id))}`), fine),
  row(
    'a charset in capitals',
    (to, id) => send(to, result(id, 'größe €'), 200, typed('Application/JSON; charset=UTF-8')),
    { content: [{ type: 'text', text: 'größe €' }] },
  ),
  row(
    'latin-1',
    (to, id) =>
      send(
        to,
        Buffer.from(JSON.stringify(result(id, 'größe')), 'latin1'),
        200,
        typed('application/json; charset="iso-8859-1"'),
      ),
    { content: [{ type: 'text', text: 'größe' }] },
  ),
  row(
    'UTF-16',
    (to, id) =>
      send(to, Buffer.from(JSON.stringify(result(id)), 'utf16le'), 200, typed('application/json; charset=utf-16')),
    fine,
  ),
  row(
    'a charset that nobody knows',
    (to, id) => send(to, result(id), 200, typed('application/json; charset=klingon')),
    fine,
  ),
  row('text/plain', (to, id) => send(to, result(id), 200, typed('text/plain')), fine),
  row('a JSON type of somebody’s own', (to, id) => send(to, result(id), 200, typed('application/vnd.api+json')), fine),
  row('no type', (to, id) => send(to, result(id), 200, {}), fine),
  row(
    'a page',
    (to) => send(to, '<h1>Sign in</h1>', 200, typed('text/html')),
    badResult('not_json', 'text/html, not with JSON: <h1>Sign in</h1>'),
  ),
  row(
    'an event in several lines',
    (to, id) =>
      stream(
        to,
        `${JSON.stringify(result(id), null, 1)
          .split('\n')
          .map((line) => `data: ${line}`)
          .join('\r\n')}\r\n\r\n`,
      ),
    fine,
  ),
  row('an event with a name', (to, id) => stream(to, `event: response\n${event(result(id))}`), fine),
  row('an event without a blank line behind it', (to, id) => stream(to, event(result(id)).trimEnd()), fine),
  row('half an event', (to, id) => stream(to, event(result(id)).slice(0, -9)), badResult('not_json', 'not JSON')),
  row('a mark for the end', (to, id) => stream(to, `${event(result(id))}data: [DONE]\n\n`), fine),
  row('only a mark for the end', (to) => stream(to, 'data: [DONE]\n\n'), nothing),
  row(
    'events that are no JSON, then the answer',
    (to, id) => {
      to.writeHead(200, sse).write(': hello\n\ndata: keep-alive\n\nevent: ping\ndata: {}\n\n');
      setTimeout(() => to.end(event(result(id))), 50);
    },
    fine,
  ),
  row('gzip', (to, id) => send(to, gzipSync(bytesOf(id)), 200, coded('gzip')), fine),
  row('deflate', (to, id) => send(to, deflateSync(bytesOf(id)), 200, coded('deflate')), fine),
  row('Brotli in gzip', (to, id) => send(to, gzipSync(brotliCompressSync(bytesOf(id))), 200, coded('br, gzip')), fine),
  row(
    'gzip on a stream',
    (to, id) => to.writeHead(200, { ...sse, 'content-encoding': 'gzip' }).end(gzipSync(event(result(id)))),
    fine,
  ),
  row(
    'a coding that is a lie',
    (to, id) => send(to, result(id), 200, coded('gzip')),
    badResult('not_json', '"gzip", and it is not'),
  ),
  row(
    'a coding that is a lie on a stream',
    (to, id) => to.writeHead(200, { ...sse, 'content-encoding': 'br' }).end(event(result(id))),
    badResult('not_json', '"br", and it is not'),
  ),
  row(
    'a coding that nobody asked for',
    (to) => send(to, 'x', 200, coded('zip')),
    badResult('not_json', '"zip", for which nobody asked'),
  ),
  row(
    'a bomb',
    (to) => send(to, gzipSync(Buffer.alloc(64 * 1024 * 1024, ' ')), 200, coded('gzip')),
    badResult('too_large', 'more than 16777216 bytes'),
  ),
  row(
    'an event without an end',
    (to) => {
      to.on('error', () => undefined)
        .writeHead(200, sse)
        .write('data: ');
      const pump = (): void => {
        while (!to.destroyed && to.write('x'.repeat(1024 * 1024)));
        if (!to.destroyed) to.once('drain', pump);
      };
      pump();
    },
    badResult('too_large', 'more than 16777216 bytes'),
  ),
  row(
    'an event of countless lines, coded',
    (to) => {
      const lines = gzipSync(Buffer.alloc(64 * 1024 * 1024, 'data: x\n'));
      to.on('error', () => undefined).writeHead(200, { ...sse, 'content-encoding': 'gzip' });
      to.write(lines);
    },
    badResult('too_large', 'more than 16777216 bytes'),
  ),
  row(
    'blank lines and comments, then the answer',
    (to, id) => stream(to, `\r\n\r\n\n\n\r\r: hello\r\n\r\n: hello\r\r${event(result(id))}`),
    fine,
  ),
  row(
    'an event that comes byte by byte',
    (to, id) => {
      const bytes = Buffer.from(`\uFEFF: é\r\nid: 1\r\ndata: ${JSON.stringify(result(id))}\r\n\r\n`);
      let at = 0;
      to.writeHead(200, sse);
      const write = (): void => {
        if (at === bytes.length) return;
        to.write(bytes.subarray(at, (at += 1)));
        setImmediate(write);
      };
      write();
    },
    fine,
  ),
  row('JSON whose body does not end', (to, id) => void to.writeHead(200, json).write(JSON.stringify(result(id))), fine),
  row('a refusal whose body does not end', (to) => void to.writeHead(404, json).write('{"error":"no such page'), {
    kind: 'http_error',
    status: 404,
    message: says('{"error":"no such page'),
  }),
  row(
    'an error status and nothing behind it',
    (to) => {
      to.writeHead(500, json).flushHeaders();
    },
    { kind: 'http_error', status: 500 },
  ),
  row(
    'a refusal that drips',
    (to) => {
      to.writeHead(500, json);
      const drip = setInterval(() => to.write('x'), 50);
      to.once('close', () => {
        clearInterval(drip);
      });
    },
    { kind: 'http_error', status: 500, message: says('xxx') },
  ),
];

describe.each(['legacy', 'modern'] as const)('a %s server that answers a call with', (era) => {
  it.each(SHAPES)('%s is understood, or the call is over at once', async (_name, write, seen) => {
    const running = await started(startOddHttp({ era, calls: { odd: write } }));
    const { call, sent } = bench([server('odd', http(running.url), { protocol: era })]);
    // The test would end before this timeout does.
    expect(await call('odd', 'odd', {}, { timeoutMs: 600_000 })).toMatchObject(seen);
    expect(sent()).toBe(1);
    expect(running.methods().filter((method) => method === 'tools/call')).toHaveLength(1);
    expect(running.methods()).not.toContain('notifications/cancelled');
  });
});

describe('an error that names no request', () => {
  it.each([
    [-32700, 'no_effect'],
    [-32600, 'no_effect'],
    [-32601, 'effect_possible'],
    [-32602, 'effect_possible'],
    [-32001, 'effect_possible'],
  ])('with the code %i is %s, and is asked nothing again', async (code, outcome) => {
    const running = await started(startOddHttp({ calls: { odd: (to) => send(to, error(null, code)) } }));
    const { call } = bench([server('odd', http(running.url))]);
    const seen = await call('odd', 'odd');
    expect(seen).toMatchObject({ kind: 'rpc_error', code });
    expect(classify(seen, false).outcome).toBe(outcome);
    expect(running.methods().filter((method) => method === 'tools/list')).toHaveLength(1);
  });
});

describe('a redirect', () => {
  it.each([
    [301, 'unknown'],
    [302, 'unknown'],
    [303, 'unknown'],
    [307, 'no_effect'],
    [308, 'no_effect'],
  ])('%i is not followed: %s, and where it points to is told without what may be secret', async (status, outcome) => {
    const calls = {
      moved: (to: ServerResponse) =>
        void to.writeHead(status, { location: 'https://me:pw@new.example/mcp?token=t0ken' }).end(),
      near: (to: ServerResponse) => void to.writeHead(status, { location: '/elsewhere?token=t0ken' }).end('moved'),
    };
    const running = await started(startOddHttp({ calls }));
    const { call } = bench([server('odd', http(running.url))]);
    for (const [tool, place] of [
      ['moved', 'https://new.example/mcp'],
      ['near', running.url.replace('/mcp', '/elsewhere')],
    ] as const) {
      const seen = await call('odd', tool, {}, { timeoutMs: 600_000 });
      expect(seen).toMatchObject({ kind: 'http_error', status, message: says(`it points to ${place}, `) });
      expect(JSON.stringify(seen)).not.toMatch(/t0ken|pw/);
      expect(classify(seen, false).outcome).toBe(outcome);
    }
    expect(running.told.filter(({ message }) => message?.method === 'tools/call')).toHaveLength(2);
  });

  it.each([
    [307, { kind: 'http_error', status: 307 }],
    [302, { kind: 'not_sent', reason: 'negotiation' }],
  ])('%i when a session is opened was never sent a call, and its target is told', async (status, expected) => {
    const moved = (_request: unknown, response: ServerResponse): void =>
      void response.writeHead(status, { location: '/moved' }).end();
    const running = await started(listen(moved));
    const { call, sent } = bench([server('odd', http(running.url))]);
    const message = says(`it points to ${running.url.replace('/mcp', '/moved')}, `);
    expect(await call('odd', 'x')).toMatchObject({ ...expected, message });
    expect(sent()).toBe(0);
  });
});
