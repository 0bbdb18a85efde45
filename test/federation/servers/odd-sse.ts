import type { ServerResponse } from 'node:http';
import { listen } from './http.ts';
import type { RunningServer } from './http.ts';
import type { Message } from './odd-http.ts';

/** What a tool of such a server can do: answer the POST, and speak on the stream. */
export interface Posted {
  post: ServerResponse;
  stream: ServerResponse;
  message: Message;
  /** Writes one event; what is no text is written as JSON. */
  say: (data: unknown) => void;
}

export interface OddSse extends RunningServer {
  methods: string[];
  streams(): number;
}

export interface SseOddities {
  calls: Record<string, (posted: Posted) => void>;
  onTold?: (post: ServerResponse, message: Message) => void;
}

/** Speaks just enough of the deprecated HTTP+SSE over bare HTTP for a client to come as far as a call, which is answered as told. */
export async function startOddSse({ calls, onTold }: SseOddities): Promise<OddSse> {
  const methods: string[] = [];
  const streams: ServerResponse[] = [];
  const running = await listen((request, response) => {
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`event: endpoint\ndata: /messages?stream=${streams.length}\n\n`);
      streams.push(response);
      return;
    }
    const stream = streams[Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('stream'))];
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const message = JSON.parse(Buffer.concat(parts).toString('utf8')) as Message;
      methods.push(message.method);
      if (stream === undefined) return void response.writeHead(404).end();
      const say = (data: unknown): void =>
        void stream.write(`event: message\ndata: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
      const call = message.method === 'tools/call' ? calls[message.params?.name ?? ''] : undefined;
      if (call !== undefined) call({ post: response, stream, message, say });
      else if (message.id === undefined && onTold !== undefined) onTold(response, message);
      else {
        response.writeHead(202).end('Accepted');
        if (message.id !== undefined)
          say({ jsonrpc: '2.0', id: message.id, result: resultOf(message.method, Object.keys(calls)) });
      }
    });
  }, '/sse');
  return { ...running, methods, streams: () => streams.length };
}

function resultOf(method: string, tools: string[]): object {
  if (method === 'tools/list') return { tools: tools.map((name) => ({ name, inputSchema: { type: 'object' } })) };
  return { protocolVersion: '2024-11-05', capabilities: { tools: {} }, serverInfo: { name: 'old', version: '1' } };
}
