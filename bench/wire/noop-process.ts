import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ServerConfig } from '../../federation/contract.ts';
import { createFederation, type Federation } from '../../federation/federation.ts';
import { NOOP_SERVER } from '../noop-server.ts';

export interface NoopProcess {
  /** Of the modern era at `/modern`. */
  url: string;
  stop(): Promise<void>;
}

/** The no-op server over HTTP, in a process of its own. */
export async function startNoopProcess(): Promise<NoopProcess> {
  const child = fork(fileURLToPath(new URL('noop-http.ts', import.meta.url)));
  const [url] = (await once(child, 'message')) as [string];
  return {
    url,
    stop: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

export type Way = 'modern' | 'legacy' | 'stdio';

/** The project's own way to the no-op server, as platform.yaml would have it. */
export function federationOver(way: Way, url: string): Federation {
  const config: ServerConfig = {
    name: NOOP_SERVER,
    transport: way === 'stdio' ? stdio() : { kind: 'http', url: `${url}/${way}`, headers: {}, fallbackToSse: false },
    protocol: way === 'modern' ? 'modern' : 'legacy',
    timeoutMs: 30_000,
    trusted: true,
    toolOverrides: {},
  };
  return createFederation({
    servers: [{ name: NOOP_SERVER, resolve: () => Promise.resolve(config) }],
    log: () => undefined,
    now: () => Date.now(),
    environment: process.env,
  });
}

function stdio(): ServerConfig['transport'] {
  const script = fileURLToPath(new URL('noop-stdio.ts', import.meta.url));
  const args = ['--import', import.meta.resolve('tsx'), script];
  return { kind: 'stdio', command: process.execPath, args, env: {}, cwd: process.cwd() };
}
