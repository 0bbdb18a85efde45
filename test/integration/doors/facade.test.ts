import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as FirstStdioTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as FirstHttpTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { openDoors, type TestDoors } from '../../support/doors.ts';
import { openSampleProject, repository, type SampleProject } from '../../support/samples.ts';
import { testTemporal } from '../../support/temporal.ts';

const INFO = { name: 'test', version: '1.0.0' };
const MODERN = { versionNegotiation: { mode: { pin: '2026-07-28' } } } as const;
const LEGACY = { versionNegotiation: { mode: 'legacy' } } as const;

const ADA = {
  customer_name: 'Ada Lovelace',
  date_of_birth: '1990-12-10',
  country: 'DE',
  email: 'ada@example.com',
  plan: 'team',
  payment_token: 'pm_card_visa',
  users: [{ user_email: 'ada@example.com', role: 'admin' }],
};

let project: SampleProject;
let doors: TestDoors;

beforeAll(async () => {
  project = await openSampleProject();
  doors = await openDoors(project, { agent: { scopes: ['definition:onboard_customer:start'] } });
});
afterAll(async () => {
  await doors.close();
  await project.close();
});

/** What every one of the clients can do. */
interface AnyClient {
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<object>;
  close(): Promise<void>;
}

const authorized = () => ({ requestInit: { headers: { authorization: `Bearer ${doors.keyOf('agent')}` } } });
const mcp = () => new URL('/mcp', doors.url);

/** `sagaflow mcp` as a desktop host starts it. */
const command = () => ({
  command: process.execPath,
  args: [join(repository, 'dist', 'cli', 'main.js'), 'mcp'],
  cwd: repository,
  stderr: 'ignore' as const,
  env: {
    PATH: process.env['PATH'] ?? '',
    TEMPORAL_ADDRESS: testTemporal().address,
    TEMPORAL_NAMESPACE: testTemporal().namespace,
    SAGAFLOW_TASK_QUEUE: project.taskQueue,
  },
});

const clients: [string, () => Promise<AnyClient>][] = [
  [
    'the modern client over HTTP',
    async () => {
      const client = new Client(INFO, MODERN);
      await client.connect(new StreamableHTTPClientTransport(mcp(), authorized()));
      return client;
    },
  ],
  [
    'the same client in the legacy era over HTTP',
    async () => {
      const client = new Client(INFO, LEGACY);
      await client.connect(new StreamableHTTPClientTransport(mcp(), authorized()));
      return client;
    },
  ],
  [
    'the client of the first package over HTTP',
    async () => {
      const client = new FirstClient(INFO);
      await client.connect(new FirstHttpTransport(mcp(), authorized()));
      return client;
    },
  ],
  [
    'the modern client over stdio',
    async () => {
      const client = new Client(INFO, MODERN);
      await client.connect(new StdioClientTransport(command()));
      return client;
    },
  ],
  [
    'the client of the first package over stdio',
    async () => {
      const client = new FirstClient(INFO);
      await client.connect(new FirstStdioTransport(command()));
      return client;
    },
  ],
];

describe('a definition as a tool', () => {
  it.each(clients)('is called by %s, and an agent reads what became of it', async (_, connect) => {
    const client = await connect();
    try {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toContain('onboard_customer');
      const done = await client.callTool({ name: 'onboard_customer', arguments: ADA });
      expect(done).toMatchObject({ structuredContent: { tenant_id: expect.any(String) as string } });
      const declined = { ...ADA, payment_token: 'pm_card_declined' };
      const failed = await client.callTool({ name: 'onboard_customer', arguments: declined });
      expect(failed).toMatchObject({
        isError: true,
        structuredContent: { type: 'SagaCompensated', compensated: expect.any(Array) as unknown[] },
      });
      const { structuredContent } = failed as { structuredContent: { executionId: string } };
      expect(project.left(structuredContent.executionId)).toEqual({});
    } finally {
      await client.close();
    }
  });

  it('is not offered to a caller without a key, who is told where to get one', async () => {
    const response = await fetch(mcp(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
});
