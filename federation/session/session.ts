import type { Client, PriorDiscovery, Transport } from '@modelcontextprotocol/client';
import type { Era, ServerConfig } from '../contract.ts';
import { shorten } from '../limits.ts';
import { StreamableHttpTransport } from '../transports/http/streamable-transport.ts';
import { StdioTransport } from '../transports/stdio-transport.ts';

const goodbyePatienceMs = 1_000;

/** One live connection to one server, shared by all calls. */
export interface Session {
  readonly client: Client;
  readonly config: ServerConfig;
  readonly era: Era;
  readonly wire: 'stdio' | 'http' | 'sse';
  /** The server gave us an `Mcp-Session-Id`, which it may forget. */
  readonly isStateful: boolean;
  readonly serverInfo: { name: string; version: string };
  /** Why it ended, once it has. */
  ended(): string | undefined;
  /** Called once, when it ends. */
  onEnd(listener: (why: string) => void): void;
  /** What the next connection need not find out again. */
  verdict(): PriorDiscovery;
  close(): Promise<void>;
}

/** Wraps a client that has just connected. */
export function openSession(
  config: ServerConfig,
  wire: Session['wire'],
  client: Client,
  transport: Transport,
): Session {
  let end: string | undefined;
  const listeners: ((why: string) => void)[] = [];
  const endWith = (why: string): void => {
    if (end !== undefined) return;
    end = why;
    for (const listener of listeners) listener(why);
  };
  client.onclose = () => {
    const how = transport instanceof StdioTransport ? transport.ending : undefined;
    endWith(how === undefined ? 'the connection was closed' : `the server process is gone: ${how}`);
  };
  const info = client.getServerVersion();
  return {
    client,
    config,
    wire,
    era: client.getProtocolEra() ?? 'legacy',
    isStateful: wire === 'sse' || transport.sessionId !== undefined,
    serverInfo: { name: shorten(info?.name ?? config.name), version: shorten(info?.version ?? '') },
    ended: () => end,
    onEnd: (listener) => {
      if (end === undefined) listeners.push(listener);
      else listener(end);
    },
    verdict: () => {
      const discover = client.getDiscoverResult();
      return discover === undefined ? { kind: 'legacy' } : { kind: 'modern', discover };
    },
    close: async () => {
      endWith('the connection was closed');
      await sayGoodbye(transport);
      await client.close();
    },
  };
}

/** Legacy HTTP servers keep a session until it is deleted; one that does not answer is left to its own time limit. */
async function sayGoodbye(transport: Transport): Promise<void> {
  if (!(transport instanceof StreamableHttpTransport)) return;
  await transport.sayGoodbye(AbortSignal.timeout(goodbyePatienceMs)).catch(() => undefined);
}
