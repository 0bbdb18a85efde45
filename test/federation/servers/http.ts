import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { createMoodyServer } from './moody-server.ts';

export interface RunningServer {
  url: string;
  /** Ends it and every open connection. */
  close(): Promise<void>;
}

export async function listen(handle: RequestListener, path = '/mcp', port = 0): Promise<RunningServer> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

export interface LegacyServer extends RunningServer {
  /** As after a restart: the sessions are unknown. */
  forgetSessions(): void;
  openSessions(): number;
  requests: { method: string; headers: IncomingMessage['headers'] }[];
}

/** Streamable HTTP of the v1 SDK with sessions; unknown ones get `lostStatus`. */
export async function startLegacyHttp(lostStatus: 400 | 404 = 404, port = 0): Promise<LegacyServer> {
  const transports = new Map<string, StreamableHTTPServerTransport>();
  const requests: LegacyServer['requests'] = [];
  const running = await listen(
    (request, response) => {
      requests.push({ method: request.method ?? '', headers: request.headers });
      void serve(request, response);
    },
    '/mcp',
    port,
  );
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const id = request.headers['mcp-session-id'];
    const known = typeof id === 'string' ? transports.get(id) : undefined;
    if (known !== undefined) return known.handleRequest(request, response);
    if (id !== undefined) {
      const error = { code: -32000, message: 'Bad Request: No valid session ID provided' };
      return void response.writeHead(lostStatus).end(JSON.stringify({ jsonrpc: '2.0', error, id: null }));
    }
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (sessionId) => void transports.set(sessionId, transport),
      onsessionclosed: (sessionId) => void transports.delete(sessionId),
    });
    await createMoodyServer().connect(transport);
    await transport.handleRequest(request, response);
  };
  return {
    ...running,
    requests,
    forgetSessions: () => {
      transports.clear();
    },
    openSessions: () => transports.size,
  };
}

/* eslint-disable @typescript-eslint/no-deprecated -- deprecated servers are what this one stands for. */
/** The deprecated HTTP+SSE transport; POST to the stream's address is 404, as such servers do. */
export async function startSse(): Promise<RunningServer & { dropStreams(): void }> {
  const streams = new Map<string, { transport: SSEServerTransport; response: ServerResponse }>();
  const running = await listen((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    if (request.method === 'GET' && url.pathname === '/sse') {
      const transport = new SSEServerTransport('/messages', response);
      streams.set(transport.sessionId, { transport, response });
      void createMoodyServer().connect(transport);
      return;
    }
    const known = streams.get(url.searchParams.get('sessionId') ?? '');
    if (url.pathname !== '/messages' || known === undefined) return void response.writeHead(404).end('no such page');
    void known.transport.handlePostMessage(request, response);
  }, '/sse');
  return {
    ...running,
    dropStreams: () => {
      streams.forEach(({ response }) => response.destroy());
    },
  };
}

/* eslint-enable @typescript-eslint/no-deprecated */

/** The v2 SDK: the modern era, and stateless legacy for those who ask for it. */
export async function startModern(
  legacy: 'stateless' | 'reject' = 'stateless',
): Promise<RunningServer & { notifyTools(): void; methods: string[] }> {
  const methods: string[] = [];
  const extra = new Set<string>();
  const handler = createMcpHandler(
    () => {
      const server = new McpServer(
        { name: 'modern', version: '2.0.0' },
        { capabilities: { tools: { listChanged: true } } },
      );
      const schemas = {
        inputSchema: z.object({ a: z.number(), b: z.number() }),
        outputSchema: z.object({ sum: z.number() }),
      };
      server.registerTool('add', schemas, ({ a, b }) => ({ content: [], structuredContent: { sum: a + b } }));
      server.registerTool('meta', { inputSchema: z.object({}) }, (_args, context) => ({
        content: [{ type: 'text', text: JSON.stringify(context.mcpReq._meta ?? {}) }],
      }));
      for (const name of extra) server.registerTool(name, { inputSchema: z.object({}) }, () => ({ content: [] }));
      return server;
    },
    { legacy },
  );
  const handle = toNodeHandler(handler);
  const running = await listen((request, response) => {
    methods.push(String(request.headers['mcp-method'] ?? request.method));
    void handle(request, response);
  });
  return {
    ...running,
    methods,
    notifyTools: () => {
      extra.add('added');
      handler.notify.toolsChanged();
    },
    close: async () => {
      await handler.close();
      await running.close();
    },
  };
}
