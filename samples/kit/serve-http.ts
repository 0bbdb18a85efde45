import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostHeaderValidation, localhostOriginValidation, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { annotationsOf } from './annotations.ts';
import type { Call } from './call.ts';
import { openDesk } from './call.ts';
import type { SampleServer } from './sample-server.ts';

export interface RunningSample {
  url: string;
  close: () => Promise<void>;
}

export interface HttpPlace {
  port: number;
  /** The name others call it by: then it listens on all addresses. Without it, on loopback. */
  host?: string;
  dir: string;
  environment: Record<string, string | undefined>;
}

/** Serves the tools over HTTP: the modern era, and the legacy one to clients that ask for it. */
export async function serveHttp(
  sample: SampleServer,
  { port, host, dir, environment }: HttpPlace,
): Promise<RunningSample> {
  const call = openDesk({ server: sample.name, dir, environment });
  const handler = createMcpHandler(() => createProtocolServer(sample, call));
  const handle = toNodeHandler(handler);
  const isOurHost = hostHeaderValidation([...LOOPBACK, ...(host === undefined ? [] : [host])]);
  const isLocalOrigin = localhostOriginValidation();
  const server = createServer((request, response) => {
    if (isOurHost(request, response) && isLocalOrigin(request, response)) void handle(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host === undefined ? '127.0.0.1' : undefined, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host ?? '127.0.0.1'}:${String(taken)}/mcp`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await handler.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

function createProtocolServer({ name, description, tools }: SampleServer, call: Call): McpServer {
  const server = new McpServer({ name, version: '1.0.0' }, { instructions: description });
  for (const tool of tools) {
    const { title, description, input, output } = tool;
    const config = { title, description, inputSchema: input, outputSchema: output, annotations: annotationsOf(tool) };
    server.registerTool(tool.name, config, (args, context) => call(tool, args, context.mcpReq._meta));
  }
  return server;
}
