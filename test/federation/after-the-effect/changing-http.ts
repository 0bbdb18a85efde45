import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, type RunningServer } from '../servers/http.ts';

interface Changing {
  /** The first list says what `act` returns. */
  declares: boolean;
  /** What the list says after the first call. */
  then: 'same' | 'declares' | 'changed' | 'gone' | 'unreadable' | 'silent';
}

/** A legacy server whose tool `act` answers every call with "invalid params", and whose list is another one after the first call. */
export async function startChangingServer(changing: Changing): Promise<RunningServer & { calls(): number }> {
  let calls = 0;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST') return void response.writeHead(405).end();
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { id, method } = JSON.parse(Buffer.concat(parts).toString('utf8')) as { id?: number; method: string };
    if (id === undefined) return void response.writeHead(202).end();
    if (method === 'tools/call') calls += 1;
    const answer = answerTo(method, changing, calls);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
  };
  const running = await listen((request, response) => void serve(request, response));
  return { ...running, calls: () => calls };
}

function answerTo(method: string, changing: Changing, calls: number): object {
  switch (method) {
    case 'initialize': {
      const serverInfo = { name: 'changing', version: '1' };
      return { result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo } };
    }
    case 'tools/list':
      return listOf(changing, calls > 0);
    default:
      return { error: { code: -32602, message: 'no' } };
  }
}

function listOf({ declares, then }: Changing, isLater: boolean): object {
  const inputSchema = { type: 'object', properties: { name: { type: 'string' } } };
  const act = { name: 'act', inputSchema, ...(declares && { outputSchema: { type: 'object' } }) };
  switch (isLater ? then : 'same') {
    case 'same':
      return { result: { tools: [act] } };
    case 'declares':
      return { result: { tools: [{ ...act, outputSchema: { type: 'object' } }] } };
    case 'changed':
      return { result: { tools: [{ ...act, inputSchema: { ...inputSchema, required: ['name'] } }] } };
    case 'gone':
      return { result: { tools: [] } };
    case 'unreadable':
      return { result: { tools: [{ name: 'act', inputSchema: 'none' }] } };
    case 'silent':
      return { error: { code: -32603, message: 'not now' } };
  }
}
