import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startModernSample } from '../../samples/start-modern-sample.ts';
import { freshDir, netEffect, readJournal } from './sample-client.ts';

const joined = { customer_id: 'cus_1001', segment: 'lamps' };

async function connect(dir: string, url?: string): Promise<{ client: Client; url: string }> {
  const address = url ?? (await start(dir));
  const client = new Client({ name: 'sample-test', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(address)));
  onTestFinished(() => client.close());
  return { client, url: address };
}

async function start(dir: string): Promise<string> {
  const { url, close } = await startModernSample({ port: 0, dir });
  onTestFinished(close);
  return url;
}

describe('the marketing server', () => {
  it('speaks the modern era and describes its tools', async () => {
    const { client } = await connect(freshDir());
    expect(client.getProtocolEra()).toBe('modern');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('get_marketing_preferences');
    for (const tool of tools)
      expect(tool).toMatchObject({ inputSchema: { type: 'object' }, outputSchema: { type: 'object' } });
    const answer = await client.callTool({ name: 'get_marketing_preferences', arguments: { customer_id: 'cus_1001' } });
    expect(answer.structuredContent).toEqual({ newsletter: true, segments: [] });
  });

  it('knows a repeated key, and undoes by it', async () => {
    const dir = freshDir();
    const { client } = await connect(dir);
    const call = (name: string, meta: Record<string, string>) =>
      client.callTool({ name, arguments: joined, _meta: meta });
    const first = await call('join_segment', { 'io.sagaflow/idempotency-key': 'k' });
    const second = await call('join_segment', { 'io.sagaflow/idempotency-key': 'k' });
    expect(second.structuredContent).toEqual(first.structuredContent);
    expect(netEffect(readJournal(dir, 'marketing_server'))).toBe(1);
    await call('leave_segment', { 'io.sagaflow/idempotency-key': 'u', 'io.sagaflow/compensates': 'k' });
    expect(netEffect(readJournal(dir, 'marketing_server'))).toBe(0);
    expect((await call('join_segment', { 'io.sagaflow/idempotency-key': 'k' })).isError).toBe(true);
  });

  it('refuses a request that a web page of another origin made', async () => {
    const url = await start(freshDir());
    const response = await fetch(url, { method: 'POST', headers: { origin: 'https://elsewhere.example' }, body: '{}' });
    expect(response.status).toBe(403);
  });
});
