import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Observation } from '../../plan/observation.ts';
import type { ServerConfig, ServerSource, Transport } from '../../federation/federation.ts';

export const here = fileURLToPath(new URL('.', import.meta.url));

/** Starts a TypeScript server of this folder, or a published one, as a child process. */
export function program(path: string, ...args: string[]): Transport {
  const loader = path.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [];
  return { kind: 'stdio', command: process.execPath, args: [...loader, path, ...args], env: {}, cwd: here };
}

/** The file a published server package runs. */
export function published(name: string): string {
  return createRequire(import.meta.url).resolve(`@modelcontextprotocol/${name}/dist/index.js`);
}

/** The JSON in the only text block of a result. */
export function textOf(seen: Observation): unknown {
  const text = seen.kind === 'result' ? seen.content[0]?.text : undefined;
  if (typeof text !== 'string') throw new Error(`no text: ${JSON.stringify(seen)}`);
  return JSON.parse(text);
}

export function http(url: string, headers: Record<string, string> = {}): Transport {
  return { kind: 'http', url, headers, fallbackToSse: true };
}

export function server(name: string, transport: Transport, more: Partial<ServerConfig> = {}): ServerSource {
  const config: ServerConfig = {
    name,
    transport,
    protocol: 'auto',
    timeoutMs: 15_000,
    trusted: false,
    toolOverrides: {},
    ...more,
  };
  return { name, resolve: () => Promise.resolve(config) };
}
