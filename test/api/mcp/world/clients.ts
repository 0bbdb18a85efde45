import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { ClientOptions } from '@modelcontextprotocol/client';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as FirstTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

export const ERAS = ['modern', 'legacy'] as const;
export type Era = (typeof ERAS)[number];

const INFO = { name: 'test', version: '1.0.0' };

/** A real client of the era, over HTTP. */
export async function connect(
  url: URL,
  era: Era,
  { caller, ...options }: ClientOptions & { caller?: string } = {},
): Promise<Client> {
  const versionNegotiation: ClientOptions['versionNegotiation'] =
    era === 'modern' ? { mode: { pin: '2026-07-28' } } : { mode: 'legacy' };
  const client = new Client(INFO, { versionNegotiation, ...options });
  const headers: Record<string, string> = caller === undefined ? {} : { 'x-caller': caller };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return client;
}

/** A real client of the package before the one we serve with: it knows the legacy era only. */
export async function connectFirst(url: URL): Promise<FirstClient> {
  const client = new FirstClient(INFO);
  await client.connect(new FirstTransport(url));
  return client;
}
