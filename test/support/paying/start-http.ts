import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { listen, type RunningServer } from '../../federation/servers/http.ts';
import type { openBooks } from './books.ts';
import { createServer0, createServer1, createServer2 } from './servers.ts';

export type Kind = 'v0' | 'v1' | 'v2';

/** A paying server over Streamable HTTP: the first two with sessions, the last one of the modern era. */
export async function startPayingHttp(kind: Kind, books: ReturnType<typeof openBooks>): Promise<RunningServer> {
  const label = `${kind}_http`;
  if (kind === 'v2') {
    const handler = createMcpHandler(() => createServer2(books, label));
    const handle = toNodeHandler(handler);
    const running = await listen((request, response) => void handle(request, response));
    return { ...running, close: () => handler.close().then(() => running.close()) };
  }
  const create = kind === 'v1' ? createServer1 : createServer0;
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const id = request.headers['mcp-session-id'];
    const known = typeof id === 'string' ? sessions.get(id) : undefined;
    if (known !== undefined) return known.handleRequest(request, response);
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (session) => void sessions.set(session, transport),
    });
    await create(books, label).connect(transport);
    await transport.handleRequest(request, response);
  };
  return listen((request, response) => void serve(request, response));
}
