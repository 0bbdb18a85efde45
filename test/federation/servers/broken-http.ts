import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen } from './http.ts';
import type { RunningServer } from './http.ts';

type Answer = (response: ServerResponse, id: number) => void;

const sse = { 'content-type': 'text/event-stream' };
const json = { 'content-type': 'application/json' };
const rpcError = JSON.stringify({ jsonrpc: '2.0', error: { code: -32000, message: 'busy' }, id: null });

/** What servers, and the proxies before them, do wrong; one tool each. */
const answers: Record<string, Answer> = {
  stream_end: (response) => response.writeHead(200, sse).end(': nothing\n\n'),
  stream_reset: (response) => {
    response.writeHead(200, sse).write(': nothing\n\n');
    setImmediate(() => response.destroy());
  },
  stream_garbage: (response) => response.writeHead(200, sse).end('data: {"jsonrpc": oops\n\n'),
  reset: (response) => response.destroy(),
  cut_json: (response) => {
    response.writeHead(200, { ...json, 'content-length': '500' }).write('{"jsonrpc":"2.0"');
    setImmediate(() => response.destroy());
  },
  garbage: (response) => response.writeHead(200, json).end('{"jsonrpc":"2.0", oops'),
  nan: (response, id) =>
    response.writeHead(200, json).end(`{"jsonrpc":"2.0","id":${id},"result":{"content":[],"x":NaN}}`),
  html: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>'),
  proto: (response, id) =>
    response
      .writeHead(200, json)
      .end(
        `{"jsonrpc":"2.0","id":${id},"result":{"content":[],"structuredContent":{"__proto__":{"polluted":1},"ok":1}}}`,
      ),
  big: (response, id) => {
    const text = 'x'.repeat(3 * 1024 * 1024);
    response
      .writeHead(200, json)
      .end(JSON.stringify({ jsonrpc: '2.0', id, result: { content: [{ type: 'text', text }] } }));
  },
  endless: (response) => {
    response.writeHead(200, json);
    const chunk = 'x'.repeat(1024 * 1024);
    const pump = (): void => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', pump);
    };
    response.on('error', () => undefined);
    pump();
  },
  black_hole: () => undefined,
  busy: (response) => response.writeHead(503, { ...json, 'retry-after': '7' }).end(rpcError),
  proxy: (response) => response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>503</h1>'),
  failing: (response) => response.writeHead(500).end('stack trace'),
  limited: (response) => response.writeHead(429, { 'retry-after': 'Wed, 21 Oct 2065 07:28:00 GMT' }).end('slow down'),
  forbidden: (response) => response.writeHead(403).end('no'),
  elsewhere: (response) => response.writeHead(307, { location: 'http://127.0.0.1:9/mcp' }).end(),
};

/** Speaks just enough legacy MCP, without sessions, for a client to come as far as a call. */
export async function startBrokenHttp(): Promise<RunningServer & { calls: string[] }> {
  const calls: string[] = [];
  const running = await listen((request, response) => {
    void serve(request, response, calls);
  });
  return { ...running, calls };
}

async function serve(request: IncomingMessage, response: ServerResponse, calls: string[]): Promise<void> {
  if (request.method !== 'POST') return void response.writeHead(405).end();
  const { id, method, params } = (await readJson(request)) as { id?: number; method: string; params: { name: string } };
  const reply = (result: unknown): void => {
    response.writeHead(200, json).end(JSON.stringify({ jsonrpc: '2.0', id, result }));
  };
  if (id === undefined) return void response.writeHead(202).end();
  if (method === 'initialize') {
    reply({
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 'broken', version: '1' },
    });
    return;
  }
  if (method === 'tools/list') {
    reply({ tools: Object.keys(answers).map((name) => ({ name, inputSchema: { type: 'object' } })) });
    return;
  }
  if (method !== 'tools/call') return void response.writeHead(400).end();
  calls.push(params.name);
  answers[params.name]?.(response, id);
}

export async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}
