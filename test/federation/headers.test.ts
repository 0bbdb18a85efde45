import { describe, expect, it } from 'vitest';
import { parameterHeaders } from '../../federation/call/parameter-headers.ts';
import { http, server } from './programs.ts';
import { json, startOddHttp } from './servers/odd-http.ts';
import type { OddAnswer } from './servers/odd-http.ts';
import { bench, callOptions, started } from './support.ts';

const fine: OddAnswer = (to, { id }) =>
  void to
    .writeHead(200, json)
    .end(JSON.stringify({ jsonrpc: '2.0', id, result: { resultType: 'complete', content: [] } }));
const region = { type: 'string', 'x-mcp-header': 'Region' };
const inputSchema = {
  type: 'object',
  properties: {
    region,
    where: { type: 'object', properties: { floor: { type: 'integer', 'x-mcp-header': 'Floor' } } },
    urgent: { type: 'boolean', 'x-mcp-header': 'Urgent' },
    other: { type: 'string' },
  },
};

describe('the headers of a call', () => {
  it('repeat in the modern era its method, its name, and the arguments that the tool wants repeated', async () => {
    const running = await started(startOddHttp({ era: 'modern', calls: { größe: fine }, inputSchema }));
    const secret = { authorization: 'Bearer t0ken', 'X-Own': 'own', accept: 'text/html', 'Mcp-Method': 'forged' };
    const { call } = bench([server('odd', http(running.url, secret), { protocol: 'modern' })]);
    const args = { region: 'Zürich ', where: { floor: 3 }, urgent: false, other: 'x' };
    expect(await call('odd', 'größe', args)).toMatchObject({ kind: 'result' });
    const told = running.told.find(({ message }) => message?.method === 'tools/call');
    expect(told?.headers).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': `=?base64?${Buffer.from('größe').toString('base64')}?=`,
      'mcp-param-region': `=?base64?${Buffer.from('Zürich ').toString('base64')}?=`,
      'mcp-param-floor': '3',
      'mcp-param-urgent': 'false',
      authorization: 'Bearer t0ken',
      'x-own': 'own',
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'user-agent': 'sagaflow',
    });
    expect(told?.headers).not.toHaveProperty('mcp-param-other');
    expect(told?.headers).not.toHaveProperty('accept-encoding');
  });

  it.each([
    ['http://cli%40nt:p%C3%A4ss@', {}, `Basic ${Buffer.from('cli@nt:päss').toString('base64')}`],
    ['http://client@', {}, `Basic ${Buffer.from('client:').toString('base64')}`],
    ['http://100%:x%zz@', {}, `Basic ${Buffer.from('100%:x%zz').toString('base64')}`],
    ['http://client:pass@', { Authorization: 'Bearer t0ken' }, 'Bearer t0ken'],
  ])('have the user and password of %s, unless another authorization is written', async (start, written, expected) => {
    const running = await started(startOddHttp({ calls: { act: fine } }));
    const { call } = bench([server('odd', http(running.url.replace('http://', start), written))]);
    expect(await call('odd', 'act', {})).toMatchObject({ kind: 'result' });
    expect(running.told.map(({ headers }) => headers.authorization)).toEqual(running.told.map(() => expected));
  });

  it('have nothing of the modern era for a legacy server', async () => {
    const running = await started(startOddHttp({ calls: { act: fine }, inputSchema, sessionId: 's1' }));
    const { call } = bench([server('odd', http(running.url))]);
    await call('odd', 'act', { region: 'x' });
    const told = running.told.find(({ message }) => message?.method === 'tools/call');
    expect(told?.headers).toMatchObject({ 'mcp-protocol-version': '2025-11-25', 'mcp-session-id': 's1' });
    expect(Object.keys(told?.headers ?? {}).filter((name) => /^mcp-(method|name|param)/.test(name))).toEqual([]);
  });

  it('are never told in a failure or in the log', async () => {
    const secret = 'Bearer s3cret';
    const calls: Record<string, OddAnswer> = {
      cut: (to) => void to.destroy(),
      refused: (to) => void to.writeHead(403).end('no'),
      odd: (to) => void to.writeHead(200, json).end('{'),
    };
    const running = await started(startOddHttp({ calls }));
    const invalid = server('invalid', http(running.url, { authorization: `${secret}\n` }));
    const { call, events, federation } = bench([server('odd', http(running.url, { authorization: secret })), invalid]);
    const seen = [await call('odd', 'cut'), await call('odd', 'refused'), await call('odd', 'odd')];
    seen.push(await federation.callTool({ server: 'invalid', tool: 'x', arguments: {}, meta: {} }, callOptions()));
    expect(seen.map(({ kind }) => kind)).toEqual(['broken', 'http_error', 'bad_result', 'not_sent']);
    expect(JSON.stringify([seen, events])).not.toContain('s3cret');
  });
});

describe('the arguments that are repeated in headers', () => {
  it.each([
    ['an empty text', { region: '' }, { 'mcp-param-Region': '=?base64??=' }],
    ['a text that looks coded', { region: '=?base64?x?=' }, { 'mcp-param-Region': '=?base64?PT9iYXNlNjQ/eD89?=' }],
    ['a line break', { region: 'a\nb' }, { 'mcp-param-Region': '=?base64?YQpi?=' }],
    ['blanks inside', { region: 'a b\tc' }, { 'mcp-param-Region': 'a b\tc' }],
    ['null, or none', { region: null }, {}],
    ['what is no plain value', { region: { a: 1 }, where: [] }, {}],
    ['an integer that not everybody reads alike', { where: { floor: 9007199254740993n } }, {}],
  ])('are written so that a header can carry them: %s', (_case, args, expected) => {
    expect(parameterHeaders(inputSchema, args)).toEqual(expected);
  });

  it.each([
    ['twice', { properties: { a: region, b: { ...region, 'x-mcp-header': 'REGION' } } }],
    ['with a name that no header has', { properties: { a: { ...region, 'x-mcp-header': 'Re gion' } } }],
    ['on a number', { properties: { a: { ...region, type: 'number' } } }],
    ['in a list', { properties: { a: region, list: { type: 'array', items: region } } }],
    ['behind a choice', { properties: { a: region }, anyOf: [{ properties: { b: region } }] }],
    ['never', { properties: { a: { type: 'string' } } }],
  ])('are none when the schema declares one %s', (_case, schema) => {
    expect(parameterHeaders(schema, { a: 'x' })).toBeUndefined();
  });
});
