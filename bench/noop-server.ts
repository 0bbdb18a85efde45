import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { callOnSession } from '../federation/call/call-tool.ts';
import { createCatalogKeeper } from '../federation/catalog/catalog-keeper.ts';
import type { CallOptions, CatalogResult, Federation, ServerConfig, ToolCall } from '../federation/contract.ts';
import { startDeadline } from '../federation/policy/deadline.ts';
import { limits } from '../federation/limits.ts';
import { openSession, type Session } from '../federation/session/session.ts';
import { createToolValidators } from '../federation/call/tool-validators.ts';
import type { Observation } from '../plan/observation.ts';

export const NOOP_SERVER = 'noop';
export const NOOP_TOOL = 'echo';

/**
 * One MCP server in this process whose only tool gives its argument back, behind the federation's own way of calling: catalog, schema
 * checks, a JSON-RPC `tools/call`, result checks. Only the wire is missing. `onCall` hears of every answer.
 */
export async function createNoopFederation(onCall: () => void = () => undefined): Promise<Federation> {
  const session = await connect();
  const log = (): void => undefined;
  const keeper = createCatalogKeeper(log);
  const deps = { keeper, validators: createToolValidators(), log, maxResultBytes: limits.resultBytes };

  const callTool = async (call: ToolCall, options: CallOptions): Promise<Observation> => {
    const deadline = startDeadline(options.timeoutMs, options.signal);
    try {
      options.onSent();
      const attempt = await callOnSession(session, call, deadline, options, deps);
      onCall();
      return attempt.ok ? attempt.value : attempt.observation;
    } finally {
      deadline.release();
    }
  };
  const catalog = async (): Promise<CatalogResult> => {
    const deadline = startDeadline(TIMEOUT_MS, undefined);
    try {
      const answer = await keeper.get(session, deadline, false);
      return answer.ok ? { ok: true, catalog: answer.value } : { ok: false, observation: answer.observation };
    } finally {
      deadline.release();
    }
  };
  return {
    serverNames: () => [NOOP_SERVER],
    catalog,
    callTool,
    readResource: () => Promise.resolve(noResources()),
    setServers: () => Promise.resolve(),
    health: () => Promise.resolve({ healthy: true, era: session.era, probe: 'ping', durationMs: 0 }),
    close: () => session.close(),
  };
}

const TIMEOUT_MS = 30_000;

async function connect(): Promise<Session> {
  const server = new McpServer({ name: NOOP_SERVER, version: '1.0.0' });
  const shape = { value: z.string() };
  const annotations = { idempotentHint: true };
  server.registerTool(NOOP_TOOL, { inputSchema: shape, outputSchema: shape, annotations }, ({ value }) => ({
    content: [],
    structuredContent: { value },
  }));
  const [near, far] = InMemoryTransport.createLinkedPair();
  await server.connect(far);
  const client = new Client({ name: 'bench', version: '1.0.0' }, { versionNegotiation: { mode: 'legacy' } });
  await client.connect(near);
  return openSession(CONFIG, 'stdio', client, near);
}

/** As platform.yaml would say it of a server in this process. */
const CONFIG: ServerConfig = {
  name: NOOP_SERVER,
  transport: { kind: 'stdio', command: '', args: [], env: {}, cwd: '' },
  protocol: 'legacy',
  timeoutMs: TIMEOUT_MS,
  trusted: true,
  toolOverrides: {},
};

function noResources(): Observation {
  return { kind: 'refused_here', reason: 'unknown_server', message: 'The no-op server has no resources.' };
}
