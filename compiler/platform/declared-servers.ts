import type { Path } from '../diagnostics/diagnostic.ts';
import type { Places } from '../syntax/places.ts';
import type { Problem } from '../syntax/report.ts';
import type { PlatformFileSyntax } from './language.ts';
import type { ListedServerSyntax, NamedServerSyntax } from './server-syntax.ts';

/** One server as written, whichever of the two forms it was written in. */
export interface DeclaredServer {
  name: string;
  path: Path;
  /** From the list `servers`, not from `mcpServers`. */
  listed: boolean;
  keys: NamedServerSyntax;
  scale: Pick<ListedServerSyntax, 'priority' | 'replicas' | 'autoScale'>;
  /** The key that holds the URL, and the URL. */
  addressKey: 'url' | 'endpoint' | null;
  address: string | null;
}

/** Both forms in file order; a name that is declared twice is reported at its second place. */
export function declaredServers(
  file: PlatformFileSyntax,
  places: Places,
): { servers: DeclaredServer[]; problems: Problem[] } {
  const named = Object.entries(file.mcpServers ?? {}).map(([name, keys]) => fromMapping(name, keys));
  const listed = (file.servers ?? []).map(fromList);
  const servers = new Map<string, DeclaredServer>();
  const problems: Problem[] = [];
  for (const server of [...named, ...listed]) {
    const first = servers.get(server.name);
    if (first === undefined) servers.set(server.name, server);
    else problems.push(declaredTwice(server, first, places));
  }
  return { servers: [...servers.values()], problems };
}

function fromMapping(name: string, keys: NamedServerSyntax): DeclaredServer {
  const address = keys.url ?? null;
  return {
    name,
    path: ['mcpServers', name],
    listed: false,
    keys,
    scale: {},
    addressKey: address === null ? null : 'url',
    address,
  };
}

function fromList(entry: ListedServerSyntax, index: number): DeclaredServer {
  const { name, endpoint, priority, replicas, autoScale, ...keys } = entry;
  const addressKey = endpoint !== undefined ? 'endpoint' : keys.url !== undefined ? 'url' : null;
  const scale = { priority, replicas, autoScale };
  return {
    name,
    path: ['servers', index],
    listed: true,
    keys,
    scale,
    addressKey,
    address: endpoint ?? keys.url ?? null,
  };
}

function declaredTwice(server: DeclaredServer, first: DeclaredServer, places: Places): Problem {
  const path = server.listed ? [...server.path, 'name'] : server.path;
  const line = places.of(first.path).start.line.toString();
  return {
    code: 'duplicate-key',
    message: `Server "${server.name}" is declared twice; it was first declared on line ${line}.`,
    path,
    range: server.listed ? places.of(path) : places.of(path, 'key'),
    hint: 'Merge the two, or give one another name.',
  };
}
