import type { Observation } from '../plan/observation.ts';
import { callOnSession } from './call/call-tool.ts';
import { createCatalogKeeper } from './catalog/catalog-keeper.ts';
import type { CatalogKeeper } from './catalog/catalog-keeper.ts';
import type { AskOptions, CallOptions, CatalogResult, Federation, FederationDeps, ServerStatus } from './contract.ts';
import { overBeforeSending, startDeadline } from './policy/deadline.ts';
import type { Deadline } from './policy/deadline.ts';
import { checkHealth } from './session/health.ts';
import { limits } from './limits.ts';
import { onSession } from './session/on-session.ts';
import { readOnSession } from './call/read-resource.ts';
import { routeUri } from './catalog/route-resource.ts';
import { ServerLink } from './session/server-link.ts';
import { createToolValidators } from './call/tool-validators.ts';

export type * from './contract.ts';

/** Connecting and listing, when the caller names no time. */
const askTimeoutMs = 30_000;

interface Member {
  link: ServerLink;
  keeper: CatalogKeeper;
}

/**
 * Named MCP servers behind one object. Sessions are opened on first use, shared by all calls and opened again after they ended; one
 * server's trouble stays its own.
 */
export function createFederation(deps: FederationDeps): Federation {
  const members = new Map<string, Member>();
  for (const source of deps.servers) {
    members.set(source.name, { link: new ServerLink(source, deps), keeper: createCatalogKeeper(deps.log) });
  }
  const validators = createToolValidators();
  const maxResultBytes = Math.min(deps.maxResultBytes ?? limits.resultBytes, limits.resultBytesCeiling);

  const catalog = async (server: string, options: AskOptions & { refresh?: boolean } = {}): Promise<CatalogResult> => {
    const member = members.get(server);
    if (member === undefined) return { ok: false, observation: unknownServer(server, members) };
    return timed(options.timeoutMs ?? askTimeoutMs, options.signal, async (deadline) => {
      const result = await onSession(member.link, deadline, async (session) => {
        const loaded = await member.keeper.get(session, deadline, options.refresh ?? false).catch(() => undefined);
        if (loaded === undefined)
          return { ok: false, observation: overBeforeSending(deadline, server), isSessionLost: false };
        return loaded.ok ? { ok: true, value: loaded.catalog } : loaded;
      });
      return result.ok ? { ok: true, catalog: result.value } : result;
    });
  };

  return {
    serverNames: () => [...members.keys()],
    catalog,
    callTool: async (call, options) => {
      const member = members.get(call.server);
      if (member === undefined) return unknownServer(call.server, members);
      const callOptions = onceOnly(options);
      return timed(options.timeoutMs, options.signal, async (deadline) => {
        const callDeps = { keeper: member.keeper, validators, log: deps.log, maxResultBytes };
        const result = await onSession(member.link, deadline, (session) =>
          callOnSession(session, call, deadline, callOptions, callDeps),
        );
        return result.ok ? result.value : result.observation;
      });
    },
    readResource: async (read, options) => {
      const member = members.get(read.server);
      if (member === undefined) return unknownServer(read.server, members);
      const callOptions = onceOnly(options);
      return timed(options.timeoutMs, options.signal, async (deadline) => {
        const result = await onSession(member.link, deadline, (session) =>
          readOnSession(session, read, deadline, callOptions, maxResultBytes),
        );
        return result.ok ? result.value : result.observation;
      });
    },
    routeResource: (uri, options) => routeUri(uri, deps.servers, (server) => catalog(server, options)),
    status: (server) => statusOf(members.get(server), server),
    health: async (server, options = {}) => {
      const member = members.get(server);
      if (member === undefined) return { healthy: false, observation: unknownServer(server, members) };
      return timed(options.timeoutMs ?? askTimeoutMs, options.signal, (deadline) =>
        checkHealth(member.link, deadline, deps.now),
      );
    },
    close: async () => {
      await Promise.all([...members.values()].map(({ link }) => link.close()));
    },
  };
}

async function timed<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const deadline = startDeadline(timeoutMs, signal);
  try {
    return await work(deadline);
  } finally {
    deadline.release();
  }
}

/** A call that is sent again after a lost session was still sent once, as far as its caller must know. */
function onceOnly(options: CallOptions): CallOptions {
  let wasTold = false;
  return {
    ...options,
    onSent: () => {
      if (wasTold) return;
      wasTold = true;
      options.onSent();
    },
  };
}

function statusOf(member: Member | undefined, server: string): ServerStatus {
  if (member === undefined) return { state: 'failed', lastError: `There is no server "${server}".` };
  const toolCount = member.keeper.known()?.tools.length;
  return { ...member.link.status(), ...(toolCount !== undefined && { toolCount }) };
}

function unknownServer(server: string, members: Map<string, Member>): Observation {
  const names = [...members.keys()].join(', ');
  const message = `There is no server "${server}"; platform.yaml has ${names === '' ? 'none' : names}.`;
  return { kind: 'refused_here', reason: 'unknown_server', message };
}
