import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as FirstTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it } from 'vitest';
import { ERAS } from './world/clients.ts';
import type { Era } from './world/clients.ts';

const SERVER = {
  command: process.execPath,
  args: ['--import', 'tsx', fileURLToPath(new URL('world/stdio-main.ts', import.meta.url))],
  stderr: 'pipe' as const,
};

async function connect(era: Era, onTools?: () => void): Promise<{ client: Client; transport: StdioClientTransport }> {
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    {
      capabilities: { elicitation: {} },
      versionNegotiation: { mode: era === 'modern' ? { pin: '2026-07-28' } : 'legacy' },
      ...(onTools === undefined ? {} : { listChanged: { tools: { debounceMs: 0, onChanged: onTools } } }),
    },
  );
  const transport = new StdioClientTransport(SERVER);
  await client.connect(transport);
  return { client, transport };
}

describe.each(ERAS)('over pipes in the %s era', (era) => {
  it('lists tools, runs a definition, puts an approval to the person, and tells of changes', async () => {
    let changes = 0;
    const { client, transport } = await connect(era, () => (changes += 1));
    client.setRequestHandler('elicitation/create', () => ({
      action: 'accept',
      content: { approved: true, comment: 'fine' },
    }));
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('look_up');
    const found = await client.callTool({ name: 'look_up', arguments: { sku: 'desk' } });
    expect(found.structuredContent).toEqual({ sku: 'desk' });
    const published = await client.callTool({ name: 'publish', arguments: {} });
    expect(published.structuredContent).toMatchObject({ review: { approved: true } });
    const waits = await client.callTool({ name: 'nightly', arguments: {} });
    expect(waits.structuredContent).toMatchObject({ status: 'running' });

    process.kill(transport.pid ?? 0, 'SIGUSR2');
    await expect.poll(() => changes, { timeout: 5_000 }).toBeGreaterThan(0);
    await client.close();
  });
});

it('serves a client of the first package over pipes, and ends when it goes', async () => {
  const client = new FirstClient({ name: 'test', version: '1.0.0' });
  const transport = new FirstTransport(SERVER);
  let said = '';
  transport.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await client.connect(transport);
  const found = await client.callTool({ name: 'look_up', arguments: { sku: 'desk' } });
  expect(found.structuredContent).toEqual({ sku: 'desk' });
  await client.close();
  await expect.poll(() => said, { timeout: 5_000 }).toContain('ended');
});
