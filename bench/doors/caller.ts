import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { NAP, NOTHING } from './project.ts';

/** Asks an API as its callers do: over connections that stay open, one request at a time on each. */
export interface Caller {
  /** REST: an execution of `nap`, answered as soon as it is durable. */
  start: () => Promise<unknown>;
  /** REST: an execution of `nothing`, answered when it has ended. */
  startAndWait: () => Promise<unknown>;
  /** The facade: the same as a tool's call, by the request that a client of the modern era sends. */
  callTool: () => Promise<unknown>;
  stop(): Promise<void>;
}

/** Every request is of another execution; an answer that is not the expected one is an error. */
export function openCaller(url: string, key: string, connections: number): Caller {
  const pool = new Pool(url, { connections, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS });
  const post = async (path: string, body: object, headers: Record<string, string>): Promise<[number, string]> => {
    const answer = await pool.request({
      path,
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return [answer.statusCode, await answer.body.text()];
  };
  const rest = async (definition: string, more: object, expected: string): Promise<void> => {
    const path = `/v1/definitions/${definition}/executions`;
    demand(await post(path, { input: inputOf(), ...more }, {}), 201, expected);
  };
  return {
    start: () => rest(NAP, {}, '"status":"running"'),
    startAndWait: () => rest(NOTHING, { wait: '20s' }, '"status":"completed"'),
    callTool: async () => {
      const headers = { ...MODERN_HEADERS, 'mcp-method': 'tools/call', 'mcp-name': NOTHING };
      demand(await post('/mcp', toolCall(), headers), 200, '"structuredContent":{"rest":null}');
    },
    stop: () => pool.close(),
  };
}

const ANSWER_MS = 30_000;
const MODERN_ERA = '2026-07-28';
const MODERN_HEADERS = { accept: 'application/json, text/event-stream', 'mcp-protocol-version': MODERN_ERA };

/** Of an execution of its own. */
export function inputOf(): { name: string } {
  return { name: randomUUID() };
}

function toolCall(): object {
  return {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name: NOTHING,
      arguments: inputOf(),
      _meta: {
        'io.modelcontextprotocol/protocolVersion': MODERN_ERA,
        'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  };
}

function demand([status, text]: [number, string], expectedStatus: number, expectedText: string): void {
  if (status === expectedStatus && text.includes(expectedText)) return;
  throw new Error(`The API has answered ${status}: ${text}`);
}
