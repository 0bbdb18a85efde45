import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isJsonObject, type JsonObject } from '../../../plan/json.ts';
import { asLongAsItMoves } from '../progress.ts';
import { createBooks, labTools, nameOf, type LabCall, type LabTool, type Reply } from './tools.ts';

/** An MCP server over HTTP whose answers a test scripts, by the argument `name` of its calls. */
export interface Lab {
  /** Block for `platform.yaml`: the servers `keyed` (knows keys) and `plain` (promises nothing). */
  platform: string;
  /** Every call that arrived, in order. */
  calls: LabCall[];
  callsOf(tool: string, name?: string): LabCall[];
  /** The next calls of `act`, `look` or `free` with this name; `undo:<name>` for `undo_act`. The last reply stays when it says so. */
  script(name: string, ...replies: Reply[]): void;
  /** The same reply from now on. */
  always(name: string, reply: Reply): void;
  /** Resolves when a call of that name is being held. */
  held(name: string): Promise<void>;
  release(name: string): void;
  left(name: string): number;
  done(name: string): number;
  tools: LabTool[];
  close(): Promise<void>;
}

export async function startLab(): Promise<Lab> {
  const desk = createDesk();
  const server = createServer((request, response) => {
    void serve(desk, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { calls, scripts, fixed, books } = desk;
  return {
    platform: platformOf(port),
    calls,
    tools: desk.tools,
    callsOf: (tool, name) =>
      calls.filter((call) => call.tool === tool && (name === undefined || nameOf(call) === name)),
    script: (name, ...replies) => void scripts.set(name, [...replies]),
    always: (name, reply) => void fixed.set(name, reply),
    held: (name) =>
      asLongAsItMoves(`a call with the name ${name}`, desk.gate(name).held.promise, () => String(calls.length)),
    release: (name) => {
      desk.gate(name).released.resolve();
    },
    left: books.left,
    done: books.done,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function platformOf(port: number): string {
  const server = (name: string, more: string): string =>
    `  ${name}:\n    transport: http\n    url: http://127.0.0.1:${port}/${name}\n    protocol: legacy\n    trusted: true\n${more}`;
  return `mcpServers:\n${server('keyed', '    idempotency: meta\n    late_calls: refused\n')}${server('plain', '')}`;
}

interface Desk {
  tools: LabTool[];
  calls: LabCall[];
  scripts: Map<string, Reply[]>;
  fixed: Map<string, Reply>;
  books: ReturnType<typeof createBooks>;
  gate(name: string): Gate;
}

interface Gate {
  held: Deferred;
  released: Deferred;
}

function createDesk(): Desk {
  const gates = new Map<string, Gate>();
  return {
    tools: labTools(),
    calls: [],
    scripts: new Map(),
    fixed: new Map(),
    books: createBooks(),
    gate(name) {
      const gate = gates.get(name) ?? { held: deferred(), released: deferred() };
      gates.set(name, gate);
      return gate;
    },
  };
}

async function serve(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    end(response, 405);
    return;
  }
  const text = await readText(request);
  const { id, method, params } = JSON.parse(text) as { id?: number; method: string; params: JsonObject };
  if (id === undefined) {
    end(response, 202);
    return;
  }
  const reply = (result: JsonObject): void => send(response, { jsonrpc: '2.0', id, result });
  switch (method) {
    case 'initialize': {
      const serverInfo = { name: 'lab', version: '1' };
      reply({ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo });
      return;
    }
    case 'ping': {
      reply({});
      return;
    }
    case 'tools/list': {
      reply({ tools: desk.tools as unknown as JsonObject[] });
      return;
    }
    case 'tools/call':
      return answer(desk, response, id, callOf(params, text), request.url === '/keyed');
    default: {
      send(response, { jsonrpc: '2.0', id, error: { code: -32601, message: `no ${method}` } });
      return;
    }
  }
}

async function answer(desk: Desk, response: ServerResponse, id: number, call: LabCall, knowsKeys: boolean) {
  desk.calls.push(call);
  const name = call.tool === 'undo_act' ? `undo:${nameOf(call)}` : nameOf(call);
  const reply = desk.scripts.get(name)?.shift() ?? desk.fixed.get(name) ?? 'ok';
  if (reply === 'lost_request') {
    cut(response);
    return;
  }
  if (typeof reply === 'object') {
    if ('status' in reply) {
      end(response, reply.status, reply.headers, reply.body);
      return;
    }
    if ('raw' in reply) {
      end(response, 200, JSON_TYPE, reply.raw.replace('ID', String(id)));
      return;
    }
    if ('error' in reply) {
      send(response, { jsonrpc: '2.0', id, result: refusal(reply.error) });
      return;
    }
    send(response, { jsonrpc: '2.0', id, result: reply.result });
    return;
  }
  const result = attempt(() => desk.books.run(call, knowsKeys));
  if (reply === 'lost_answer') {
    cut(response);
    return;
  }
  if (reply === 'hold') {
    desk.gate(name).held.resolve();
    await desk.gate(name).released.promise;
  }
  send(response, { jsonrpc: '2.0', id, result });
}

function attempt(work: () => JsonObject): JsonObject {
  try {
    const output = work();
    return { content: [{ type: 'text', text: JSON.stringify(output) }], structuredContent: output };
  } catch (error) {
    return refusal(error instanceof Error ? error.message : String(error));
  }
}

function refusal(text: string): JsonObject {
  return { content: [{ type: 'text', text }], isError: true };
}

function callOf(params: JsonObject, request: string): LabCall {
  const meta = isJsonObject(params['_meta']) ? params['_meta'] : {};
  const execution = isJsonObject(meta['io.sagaflow/execution']) ? meta['io.sagaflow/execution'] : {};
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    tool: text(params['name']) ?? '',
    arguments: isJsonObject(params['arguments']) ? params['arguments'] : {},
    key: text(meta['io.sagaflow/idempotency-key']),
    compensates: text(meta['io.sagaflow/compensates']),
    requestId: text(meta['io.sagaflow/request-id']),
    attempt: typeof execution['attempt'] === 'number' ? execution['attempt'] : 0,
    text: request,
    at: Date.now(),
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

const JSON_TYPE = { 'content-type': 'application/json' };

function send(response: ServerResponse, message: JsonObject): void {
  end(response, 200, JSON_TYPE, JSON.stringify(message));
}

function end(response: ServerResponse, status: number, headers: Record<string, string> = {}, body = ''): void {
  if (!response.destroyed) response.writeHead(status, headers).end(body);
}

function cut(response: ServerResponse): void {
  response.destroy();
}

interface Deferred {
  promise: Promise<void>;
  resolve: () => void;
}

function deferred(): Deferred {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
