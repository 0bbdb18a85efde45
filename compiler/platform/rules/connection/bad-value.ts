import type { Path } from '../../../diagnostics/diagnostic.ts';
import type { Places } from '../../../syntax/places.ts';
import type { Problem } from '../../../syntax/report.ts';
import type { DeclaredServer } from '../../declared-servers.ts';

/** A server is not both started (`command`) and reached (`url`, `endpoint`), and its other keys fit the one it is. */
export function contradictoryConnection(server: DeclaredServer, places: Places): Problem[] {
  const { keys, path, name } = server;
  const address = server.addressKey;
  if (keys.command !== undefined && address !== null) {
    return [
      bad(
        [...path, address],
        `Server "${name}" has both "command" and "${address}": it is either started or reached.`,
        places,
      ),
    ];
  }
  if (address !== null) return urlProblems(server, address, places);
  return keys.command === undefined ? [] : stdioProblems(server, places);
}

function stdioProblems({ path, name, keys }: DeclaredServer, places: Places): Problem[] {
  const problems: Problem[] = [];
  if (keys.transport !== undefined && keys.transport !== 'stdio') {
    problems.push(
      bad([...path, 'transport'], `Server "${name}" is started by a command, so its transport is stdio.`, places),
    );
  }
  for (const key of ['headers', 'auth'] as const) {
    if (keys[key] === undefined) continue;
    const hint = 'Hand credentials to a command through "env".';
    problems.push({
      ...bad(
        [...path, key],
        `"${key}" is for servers that are reached by URL; "${name}" is started by a command.`,
        places,
      ),
      hint,
    });
  }
  return problems;
}

function urlProblems({ path, name, keys, address }: DeclaredServer, addressKey: string, places: Places): Problem[] {
  const problems: Problem[] = [];
  if (keys.transport === 'stdio')
    problems.push(bad([...path, 'transport'], `Server "${name}" has a URL, so its transport is http or sse.`, places));
  for (const key of ['args', 'env'] as const) {
    if (keys[key] !== undefined)
      problems.push(
        bad([...path, key], `"${key}" is for servers that are started by a command; "${name}" has a URL.`, places),
      );
  }
  if (address !== null && !address.includes('${') && !isHttpUrl(address)) {
    problems.push(
      bad(
        [...path, addressKey],
        `"${address}" is no URL of a server.`,
        places,
        'A URL begins with https:// or http://.',
      ),
    );
  }
  const hasHeader = Object.keys(keys.headers ?? {}).some((header) => header.toLowerCase() === 'authorization');
  if (hasHeader && keys.auth !== undefined) {
    problems.push(
      bad(
        [...path, 'auth'],
        `Server "${name}" has both "auth" and an Authorization header.`,
        places,
        'Keep one of the two.',
      ),
    );
  }
  return problems;
}

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol } = new URL(text);
  return protocol === 'http:' || protocol === 'https:';
}

function bad(path: Path, message: string, places: Places, hint?: string): Problem {
  return { code: 'bad-value', message, path, range: places.of(path, 'key'), hint };
}
