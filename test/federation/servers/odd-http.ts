import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen } from './http.ts';
import type { RunningServer } from './http.ts';

export interface Message {
  id?: number | string;
  method: string;
  params?: { name: string; requestId?: number } & Record<string, unknown>;
}

export interface Told {
  verb: string;
  headers: IncomingMessage['headers'];
  /** As it came over the wire. */
  text: string;
  message?: Message;
}

export type OddAnswer = (response: ServerResponse, message: Message, told: Told) => void;

export interface OddServer extends RunningServer {
  told: Told[];
  /** The messages that were posted, by method. */
  methods(): string[];
}

export interface Oddities {
  /** One tool each. */
  calls: Record<string, OddAnswer>;
  era?: 'legacy' | 'modern';
  /** Legacy: given at `initialize`. */
  sessionId?: string;
  /** What is answered to GET; 405 when absent. */
  onGet?: (response: ServerResponse, told: Told) => void;
  /** Modern: announces changes of its tools, and answers so to those who want to hear of them. */
  onListen?: OddAnswer;
  /** What is answered to DELETE; 405 when absent. */
  onDelete?: (response: ServerResponse) => void;
  /** What is answered to notifications and to answers of ours; 202 when absent. */
  onTold?: (response: ServerResponse, message: Message) => void;
  inputSchema?: object;
}

export const json = { 'content-type': 'application/json' };
export const sse = { 'content-type': 'text/event-stream' };

/** Speaks just enough MCP over bare HTTP for a client to come as far as a call, which is answered as told. */
export async function startOddHttp(oddities: Oddities): Promise<OddServer> {
  const told: Told[] = [];
  const running = await listen((request, response) => {
    void serve(request, response, oddities, told);
  });
  return {
    ...running,
    told,
    methods: () => told.flatMap(({ message }) => (message === undefined ? [] : [message.method])),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  oddities: Oddities,
  all: Told[],
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  const told: Told = { verb: request.method ?? '', headers: request.headers, text };
  all.push(told);
  if (told.verb === 'GET' && oddities.onGet !== undefined) {
    oddities.onGet(response, told);
    return;
  }
  if (told.verb === 'DELETE' && oddities.onDelete !== undefined) {
    oddities.onDelete(response);
    return;
  }
  if (told.verb !== 'POST') return void response.writeHead(405).end();
  const message = JSON.parse(text) as Message;
  told.message = message;
  if (message.id === undefined) {
    if (oddities.onTold === undefined) response.writeHead(202).end();
    else oddities.onTold(response, message);
    return;
  }
  const call = answerTo(message, oddities);
  if (call !== undefined) {
    call(response, message, told);
    return;
  }
  const result = resultOf(message, oddities);
  if (result === undefined) {
    response.writeHead(404, json).end('{}');
    return;
  }
  const session = message.method === 'initialize' && oddities.sessionId !== undefined;
  response.writeHead(200, { ...json, ...(session && { 'mcp-session-id': oddities.sessionId }) });
  response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, result }));
}

function answerTo({ method, params }: Message, { calls, onListen }: Oddities): OddAnswer | undefined {
  if (method === 'subscriptions/listen') return onListen;
  return method === 'tools/call' ? calls[params?.name ?? ''] : undefined;
}

function resultOf(
  { method }: Message,
  { era, calls, onListen, inputSchema = { type: 'object' } }: Oddities,
): object | undefined {
  const isModern = era === 'modern';
  const common = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' };
  const capabilities = { tools: onListen === undefined ? {} : { listChanged: true } };
  switch (method) {
    case 'server/discover':
      return isModern ? { ...common, supportedVersions: ['2026-07-28'], capabilities } : undefined;
    case 'initialize':
      if (isModern) return undefined;
      return { protocolVersion: '2025-11-25', capabilities, serverInfo: { name: 'odd', version: '1' } };
    case 'tools/list':
      return { ...(isModern && common), tools: Object.keys(calls).map((name) => ({ name, inputSchema })) };
    default:
      return undefined;
  }
}
