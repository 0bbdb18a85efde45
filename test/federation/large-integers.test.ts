import { Client } from '@modelcontextprotocol/client';
import type { JSONRPCMessage, Transport, TransportSendOptions } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { callOnSession } from '../../federation/call/call-tool.ts';
import { createToolValidators } from '../../federation/call/tool-validators.ts';
import { createCatalogKeeper } from '../../federation/catalog/catalog-keeper.ts';
import type { Era, FederationEvent } from '../../federation/contract.ts';
import { startDeadline } from '../../federation/policy/deadline.ts';
import { openSession } from '../../federation/session/session.ts';
import { parseJson, stringifyJson } from '../../plan/numbers/json-text.ts';
import type { JsonObject } from '../../plan/json.ts';
import type { Observation } from '../../plan/observation.ts';
import { callOptions } from './support.ts';

const limit = 9223372036854775807n;
const tools = `[
  {"name": "order", "inputSchema": {"type": "object", "required": ["id"], "properties": {
     "id": {"type": "integer", "minimum": 1, "maximum": ${limit}, "x-mcp-header": "Order"},
     "ids": {"type": "array", "uniqueItems": true, "items": {"type": "integer", "not": {"const": 9007199254740993}}}}},
   "outputSchema": {"type": "object", "properties": {"next": {"maximum": ${limit}}}}}]`;

interface Sent {
  message: JSONRPCMessage & { method?: string; id?: number; params?: JsonObject };
  headers: Readonly<Record<string, string>>;
}

/** A wire in memory whose texts are read and written as those of real wires are. */
function stubServer(structured: string): { transport: Transport; sent: Sent[] } {
  const sent: Sent[] = [];
  const results: Record<string, string> = {
    'server/discover': `{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"serverInfo":{"name":"stub","version":"1"},"ttlMs":0,"cacheScope":"private"}`,
    initialize: `{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"stub","version":"1"}}`,
    'tools/list': `{"resultType":"complete","tools":${tools},"ttlMs":0,"cacheScope":"private"}`,
    'tools/call': `{"resultType":"complete",${structured}}`,
  };
  const transport: Transport = {
    start: () => Promise.resolve(),
    close: () => Promise.resolve(),
    send: (message: JSONRPCMessage, options?: TransportSendOptions) => {
      const read = parseJson(stringifyJson(message)) as Sent['message'];
      sent.push({ message: read, headers: options?.headers ?? {} });
      const result = results[read.method ?? ''];
      if (read.id !== undefined && result !== undefined) {
        const answer = parseJson(
          `{"jsonrpc":"2.0","id":${stringifyJson(read.id)},"result":${result}}`,
        ) as JSONRPCMessage;
        queueMicrotask(() => transport.onmessage?.(answer));
      }
      return Promise.resolve();
    },
  };
  return { transport, sent };
}

async function call(
  era: Era,
  args: JsonObject,
  structured: string,
): Promise<{ seen: Observation; sent: Sent[]; events: FederationEvent[] }> {
  const { transport, sent } = stubServer(structured);
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode: era === 'modern' ? { pin: '2026-07-28' } : 'legacy' } },
  );
  await client.connect(transport);
  const events: FederationEvent[] = [];
  const log = (event: FederationEvent): void => void events.push(event);
  const session = openSession(
    {
      name: 'stub',
      transport: { kind: 'http', url: 'http://127.0.0.1/', headers: {}, fallbackToSse: false },
      protocol: era,
      timeoutMs: 5_000,
      trusted: false,
      toolOverrides: {},
    },
    'http',
    client,
    transport,
  );
  const deps = { keeper: createCatalogKeeper(log), validators: createToolValidators(), log, maxResultBytes: 100_000 };
  const request = { server: 'stub', tool: 'order', arguments: args, meta: {} };
  const answer = await callOnSession(session, request, startDeadline(5_000, undefined), callOptions(), deps);
  return { seen: answer.ok ? answer.value : answer.observation, sent, events };
}

describe.each<Era>(['legacy', 'modern'])('a %s server', (era) => {
  it('gets integers with all their digits, and theirs come back', async () => {
    const result = `"content":[],"structuredContent":{"next":${limit},"list":[-18446744073709551617]}`;
    const { seen, sent, events } = await call(era, { id: limit, ids: [9007199254740995n, 9007199254740994n] }, result);
    expect(events.filter(({ kind }) => kind === 'catalog_problem')).toEqual([]);
    expect(seen).toMatchObject({
      kind: 'result',
      structuredContent: { next: limit, list: [-18446744073709551617n] },
    });
    const called = sent.find(({ message }) => message.method === 'tools/call');
    expect(called?.message.params?.['arguments']).toEqual({ id: limit, ids: [9007199254740995n, 9007199254740994n] });
    // MCP mirrors integers into headers only within ±(2^53 - 1).
    expect(Object.keys(called?.headers ?? {})).not.toContain('Mcp-Param-Order');
  });

  it('is not sent what its schema does not take, by one', async () => {
    const { seen, sent } = await call(era, { id: limit + 1n }, '"content":[]');
    expect(seen).toMatchObject({
      kind: 'refused_here',
      message: 'The arguments do not fit "stub.order": /id must be <= 9223372036854775807.',
    });
    const two = await call(era, { id: 1, ids: [9007199254740993n] }, '"content":[]');
    expect(two.seen).toMatchObject({ kind: 'refused_here', reason: 'arguments' });
    expect([...sent, ...two.sent].filter(({ message }) => message.method === 'tools/call')).toEqual([]);
  });

  it('has its result refused that is beyond its own schema by one', async () => {
    for (const result of [
      `"content":[],"structuredContent":{"next":${limit + 1n}}`,
      `"content":[{"type":"text","text":"{\\"next\\":${limit + 1n}}"}]`,
    ]) {
      const { seen } = await call(era, { id: 1 }, result);
      expect(seen).toMatchObject({ kind: 'bad_result', reason: 'schema' });
    }
    const { seen } = await call(era, { id: 1 }, `"content":[{"type":"text","text":"{\\"next\\":${limit}}"}]`);
    expect(seen).toMatchObject({ kind: 'result', content: [{ type: 'text', text: `{"next":${limit}}` }] });
  });
});
