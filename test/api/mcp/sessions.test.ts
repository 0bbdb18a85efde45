import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveWorld } from './world/start-world.ts';
import type { ServedWorld } from './world/start-world.ts';

let world: ServedWorld;
beforeEach(async () => {
  world = await serveWorld();
});
afterEach(() => world.close());

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1.0.0' } },
};
const LIST = { jsonrpc: '2.0', id: 2, method: 'tools/list' };

function send(body: unknown, headers: Record<string, string> = {}, method = 'POST'): Promise<Response> {
  return fetch(world.url, {
    method,
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function open(caller: string): Promise<string> {
  const response = await send(INITIALIZE, { 'x-caller': caller });
  await response.text();
  return response.headers.get('mcp-session-id') ?? '';
}

describe('a session of a legacy client', () => {
  it('is for its caller only', async () => {
    const session = await open('anna');
    expect((await send(LIST, { 'mcp-session-id': session, 'x-caller': 'anna' })).status).toBe(200);
    expect((await send(LIST, { 'mcp-session-id': session, 'x-caller': 'bert' })).status).toBe(404);
    expect((await send(LIST, { 'mcp-session-id': session, 'x-caller': 'stranger' })).status).toBe(404);
  });

  it('ends when the client says so', async () => {
    const headers = { 'mcp-session-id': await open('anna'), 'x-caller': 'anna' };
    expect((await send(undefined, headers, 'DELETE')).status).toBe(200);
    expect((await send(LIST, headers)).status).toBe(404);
  });

  it('ends when nobody used it for long', async () => {
    const headers = { 'mcp-session-id': await open('anna'), 'x-caller': 'anna' };
    world.skew.ms = world.deps.settings.sessionIdleMs + 1_000;
    expect((await send(LIST, headers)).status).toBe(404);
  });

  it('gives way to others when there are too many, the longest idle first', async () => {
    const first = { 'mcp-session-id': await open('anna'), 'x-caller': 'anna' };
    const second = { 'mcp-session-id': await open('anna'), 'x-caller': 'anna' };
    await send(LIST, first);
    for (let more = 2; more <= world.deps.settings.maxSessions; more += 1) await open('bert');
    expect((await send(LIST, first)).status).toBe(200);
    expect((await send(LIST, second)).status).toBe(404);
  });

  it('is needed, and must be known', async () => {
    const without = await send(LIST);
    expect(without.status).toBe(400);
    expect(await without.json()).toMatchObject({ id: 2, error: { code: -32000 } });
    expect((await send(LIST, { 'mcp-session-id': 'unknown' })).status).toBe(404);
    expect((await send(undefined, {}, 'GET')).status).toBe(400);
  });
});

it('answers what is no request with an error of the protocol', async () => {
  expect((await send({ hello: 1 })).status).toBe(400);
  expect((await send([])).status).toBe(400);
  expect((await send(LIST, { 'content-type': 'text/plain' })).status).toBe(415);
});

it('refuses a header that says something else than the body', async () => {
  const modern = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'pay' };
  const response = await send(LIST, modern);
  expect(response.status).toBe(400);
});
