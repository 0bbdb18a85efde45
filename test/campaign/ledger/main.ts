import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createBooks, SERVERS, type Answer } from './books.ts';
import { MISBEHAVIOURS, type Arrival, type Execution } from './entry.ts';
import { openJournal } from './journal.ts';
import { TOOLS } from './tools.ts';

/**
 * The ledger server, a process of its own: `ledger/main.ts <journal> <port>`. MCP over Streamable HTTP (legacy era, no sessions), one path
 * a server. It shares no code with what is tested.
 */
const [file, port] = process.argv.slice(2);
if (file === undefined || port === undefined) throw new Error('Usage: ledger/main.ts <journal> <port>');
const books = createBooks((replay) => openJournal(file, replay));

createServer((request, response) => {
  void serve(request, response);
}).listen(Number(port), '127.0.0.1', () => process.stdout.write('ledger is ready\n'));

interface Message {
  id?: number;
  method: string;
  params?: { name?: string; arguments?: Record<string, unknown>; _meta?: Record<string, unknown> };
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const server = (request.url ?? '').slice(1);
  if (request.method !== 'POST' || !SERVERS.includes(server)) {
    response.writeHead(405).end();
    return;
  }
  const { id, method, params } = await readMessage(request);
  if (id === undefined) {
    response.writeHead(202).end();
    return;
  }
  const body = { jsonrpc: '2.0', id, ...answer(method, () => arrivalOf(server, params ?? {}, request)) };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function answer(method: string, arrival: () => Arrival): object {
  switch (method) {
    case 'initialize': {
      const serverInfo = { name: 'ledger', version: '1' };
      return { result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo } };
    }
    case 'ping':
      return { result: {} };
    case 'tools/list':
      return { result: { tools: TOOLS } };
    case 'tools/call':
      return onTheWire(books.take(arrival()));
    default:
      return { error: { code: -32601, message: `There is no ${method}.` } };
  }
}

function onTheWire(given: Answer): object {
  if (given.kind === 'rpc_error') return { error: { code: given.code, message: given.message } };
  const { output, isError } = given;
  const text = isError ? String(output['message']) : JSON.stringify(output);
  const content = [{ type: 'text', text }];
  return { result: isError ? { content, isError } : { content, structuredContent: output } };
}

function arrivalOf(server: string, params: NonNullable<Message['params']>, request: IncomingMessage): Arrival {
  const meta = params._meta ?? {};
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const asked = request.headers['x-ledger-fault'];
  const fault = MISBEHAVIOURS.find((name) => name === asked);
  return {
    call: books.nextCall(),
    server,
    tool: params.name ?? '',
    key: text(meta['io.sagaflow/idempotency-key']),
    compensates: text(meta['io.sagaflow/compensates']),
    execution: (meta['io.sagaflow/execution'] as Execution | undefined) ?? null,
    arguments: params.arguments ?? {},
    ...(fault === undefined ? {} : { fault }),
  };
}

async function readMessage(request: IncomingMessage): Promise<Message> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as Message;
}
