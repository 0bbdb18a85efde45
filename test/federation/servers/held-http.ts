import type { RunningServer } from './http.ts';
import { listen } from './http.ts';
import { readJson } from './broken-http.ts';

export interface HeldHttp extends RunningServer {
  /** Settles when somebody has asked for the list of tools. */
  isAsked: Promise<void>;
  /** Answers all who have asked. */
  answer(): void;
}

/** Speaks legacy MCP without sessions, and keeps back its list of tools until it is told to answer. */
export async function startHeldHttp(): Promise<HeldHttp> {
  const waiting: (() => void)[] = [];
  let noteAsked: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => (noteAsked = resolve));
  const running = await listen((request, response) => {
    if (request.method !== 'POST') return void response.writeHead(405).end();
    void readJson(request).then((message) => {
      const { id, method } = message as { id?: number; method: string };
      if (id === undefined) return void response.writeHead(202).end();
      const reply = (result: unknown): void => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
      };
      switch (method) {
        case 'initialize':
          reply({
            protocolVersion: '2025-11-25',
            capabilities: { tools: {} },
            serverInfo: { name: 'held', version: '1' },
          });
          return;
        case 'ping':
          reply({});
          return;
        case 'tools/list':
          waiting.push(() => {
            reply({ tools: [] });
          });
          noteAsked();
          return;
        default:
          response.writeHead(400).end();
      }
    });
  });
  return {
    ...running,
    isAsked,
    answer: () => {
      for (const reply of waiting.splice(0)) reply();
    },
  };
}
