import { demand, isAdmin } from '../caller.ts';
import type { Caller } from '../caller.ts';
import type { Parts } from '../parts.ts';
import type { ServerStatus } from '../ports.ts';

/** How the named MCP servers are. Throws `forbidden` without `admin`. */
export function listServers({ servers }: Parts) {
  return (caller: Caller): Promise<ServerStatus[]> => {
    demand(isAdmin(caller), 'see the servers', 'admin');
    return servers.status();
  };
}
