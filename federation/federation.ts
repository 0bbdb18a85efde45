import { callOnSession } from './call/call-tool.ts';
import { readOnSession } from './call/read-resource.ts';
import { createToolValidators } from './call/tool-validators.ts';
import type { CallOptions, Federation, FederationDeps } from './contract.ts';
import { limits } from './limits.ts';
import { createMembers } from './members.ts';
import { askForLife } from './session/health.ts';

export type * from './contract.ts';

/**
 * Named MCP servers behind one object. Sessions are opened on first use, shared by all calls and opened again after they ended; one
 * server's trouble stays its own.
 */
export function createFederation(deps: FederationDeps): Federation {
  const members = createMembers(deps);
  const validators = createToolValidators();
  const maxResultBytes = Math.min(deps.maxResultBytes ?? limits.resultBytes, limits.resultBytesCeiling);

  return {
    serverNames: () => members.names(),
    setServers: (sources) => members.set(sources),
    catalog: async (server, options = {}) => {
      const member = members.find(server);
      if (member === undefined) return { ok: false, observation: members.unknown(server) };
      const answer = await member.ask({ kind: 'list', target: null }, options, (session, deadline) =>
        member.keeper.get(session, deadline, false),
      );
      return answer.ok ? { ok: true, catalog: answer.value } : { ok: false, observation: answer.observation };
    },
    callTool: async (call, options) => {
      const member = members.find(call.server);
      if (member === undefined) return members.unknown(call.server);
      const callOptions = onceOnly(options);
      const callDeps = { keeper: member.keeper, validators, log: deps.log, maxResultBytes };
      const answer = await member.ask({ kind: 'call', target: call.tool }, options, (session, deadline) =>
        callOnSession(session, call, deadline, callOptions, callDeps),
      );
      return answer.ok ? answer.value : answer.observation;
    },
    readResource: async (read, options) => {
      const member = members.find(read.server);
      if (member === undefined) return members.unknown(read.server);
      const callOptions = onceOnly(options);
      const answer = await member.ask({ kind: 'read', target: read.uri }, options, (session, deadline) =>
        readOnSession(session, read, deadline, callOptions, maxResultBytes),
      );
      return answer.ok ? answer.value : answer.observation;
    },
    health: async (server, options = {}) => {
      const member = members.find(server);
      if (member === undefined) return { healthy: false, observation: members.unknown(server) };
      const startedAt = deps.now();
      const answer = await member.ask({ kind: 'health', target: null }, options, askForLife);
      if (!answer.ok) return { healthy: false, observation: answer.observation };
      return { healthy: true, ...answer.value, durationMs: deps.now() - startedAt };
    },
    close: () => members.close(),
  };
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
