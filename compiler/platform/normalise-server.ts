import type { Places } from '../syntax/places.ts';
import type { PlatformAuth } from './auth.ts';
import { environmentReferences } from './connection-texts.ts';
import type { DeclaredServer } from './declared-servers.ts';
import type { EnvironmentReference, PlatformServer, PlatformTransport } from './platform.ts';
import { normaliseServerKeys } from './server-keys.ts';
import type { NamedServerSyntax } from './server-syntax.ts';
import { variablesIn } from './substitute.ts';

/** One server with every default explicit, or null when it has nothing that could be connected. */
export function normaliseServer(server: DeclaredServer, places: Places): PlatformServer | null {
  const { keys, name, path } = server;
  const settings = normaliseServerKeys(name, keys);
  const transport = normaliseTransport(server, settings.auth);
  if (transport === null) return null;
  return {
    name,
    range: server.listed ? places.of([...path, 'name']) : places.of(path, 'key'),
    transport,
    ...settings,
    environmentReferences: [...environmentReferences(server, places), ...authReferences(settings.auth, server, places)],
  };
}

function normaliseTransport({ keys, address }: DeclaredServer, auth: PlatformAuth | null): PlatformTransport | null {
  if (keys.command !== undefined)
    return { kind: 'stdio', command: keys.command, args: keys.args ?? [], env: texts(keys.env) };
  if (address === null) return null;
  const bearer: Record<string, string> =
    auth === null || auth.kind === 'oauth' ? {} : { Authorization: `Bearer ${auth.token}` };
  return {
    kind: keys.transport === 'sse' ? 'sse' : 'http',
    url: address,
    headers: { ...bearer, ...texts(keys.headers) },
  };
}

/** YAML reads `PORT: 8080` as a number; an environment and headers know only text. */
function texts(mapping: NamedServerSyntax['env']): Record<string, string> {
  return Object.fromEntries(Object.entries(mapping ?? {}).map(([name, value]) => [name, String(value)]));
}

/** OAuth is not in force: what it would read is not missed when it is not set. */
function authReferences(auth: PlatformAuth | null, { path }: DeclaredServer, places: Places): EnvironmentReference[] {
  if (auth === null || auth.kind === 'oauth') return [];
  return variablesIn(auth.token).map(({ variable }) => ({ variable, range: places.of([...path, 'auth']) }));
}
