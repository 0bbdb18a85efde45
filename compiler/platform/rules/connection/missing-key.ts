import type { Places } from '../../../syntax/places.ts';
import type { Problem } from '../../../syntax/report.ts';
import type { DeclaredServer } from '../../declared-servers.ts';

/** A server is either started (`command`) or reached (`url`, `endpoint`): one of the two is there. */
export function nothingToConnect({ path, name, keys, listed, addressKey }: DeclaredServer, places: Places): Problem[] {
  if (keys.command !== undefined || addressKey !== null) return [];
  // An entry of the list may only say how a server is scaled. It is accepted, and reported as of no use yet (not-yet-in-force).
  if (listed && keys.transport === undefined) return [];
  const key = keys.transport === undefined || keys.transport === 'stdio' ? 'command' : 'url';
  return [
    {
      code: 'missing-key',
      message: `Server "${name}" has neither "command" nor "url", so it cannot be connected.`,
      path: [...path, key],
      range: places.of(path, 'key'),
    },
  ];
}
