import {
  isInitializeRequest,
  isJsonContentType,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import type { AuthInfo } from '@modelcontextprotocol/server';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../../operations/caller.ts';
import type { FacadeParts } from '../parts.ts';
import { createProtocolServer } from '../protocol/create-protocol-server.ts';
import type { ProtocolServer } from '../protocol/create-protocol-server.ts';

/** Clients of the legacy era have sessions: only so can they be asked something during a call, and hear of changes. */
export interface LegacySessions {
  handle(request: Request, from: LegacyRequest): Promise<Response>;
  announceDefinitions(): void;
  close(): Promise<void>;
}

export interface LegacyRequest {
  caller: Caller;
  authInfo: AuthInfo;
  /** Undefined for GET and DELETE. */
  body: unknown;
}

interface Session {
  caller: Caller;
  server: ProtocolServer;
  transport: WebStandardStreamableHTTPServerTransport;
}

/** Sessions in this process's memory: several processes behind one address need session affinity for legacy clients. */
export function createLegacySessions(parts: FacadeParts, report: (error: Error) => void): LegacySessions {
  const { settings, now } = parts;
  const sessions = new LRUCache<string, Session>({
    max: settings.maxSessions,
    ttl: settings.sessionIdleMs,
    updateAgeOnGet: true,
    ttlResolution: 0,
    perf: { now },
    dispose: ({ transport }) => void transport.close().catch(report),
  });

  return {
    async handle(request, { caller, authInfo, body }) {
      if (request.method === 'POST' && !isJsonContentType(request.headers.get('content-type'))) {
        return refusal(415, -32_000, 'Unsupported Media Type: Content-Type must be application/json', body);
      }
      const id = request.headers.get('mcp-session-id');
      if (id === null && isInitializeRequest(body)) {
        const session = await open(parts, caller, {
          keep: (newId, opened) => sessions.set(newId, opened),
          drop: (oldId) => sessions.delete(oldId),
          report,
        });
        return session.transport.handleRequest(request, { authInfo, parsedBody: body });
      }
      if (id === null) return refusal(400, -32_000, 'Bad Request: Mcp-Session-Id header is required', body);
      const session = sessions.get(id);
      // A session of somebody else does not exist for this caller.
      if (session === undefined || !isSameCaller(session.caller, caller)) {
        return refusal(404, -32_001, 'Session not found', body);
      }
      return session.transport.handleRequest(request, { authInfo, parsedBody: body });
    },
    announceDefinitions() {
      for (const { server } of sessions.values()) announce(server, report);
    },
    async close() {
      const open = [...sessions.values()];
      sessions.clear();
      await Promise.all(open.map(({ transport }) => transport.close()));
    },
  };
}

interface SessionKeeper {
  keep: (id: string, session: Session) => void;
  drop: (id: string) => void;
  report: (error: Error) => void;
}

async function open(parts: FacadeParts, caller: Caller, { keep, drop, report }: SessionKeeper): Promise<Session> {
  const server = createProtocolServer(parts, { era: 'legacy', local: null });
  server.onerror = report;
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: parts.randomId,
    onsessioninitialized: (id) => keep(id, session),
    onsessionclosed: drop,
  });
  const session: Session = { caller, server, transport };
  await server.connect(transport);
  return session;
}

/** Tells a connected client that tools and resources are not what they were. */
export function announce(server: ProtocolServer, report: (error: Error) => void): void {
  server.sendToolListChanged().catch(report);
  server.sendResourceListChanged().catch(report);
}

function isSameCaller(a: Caller, b: Caller): boolean {
  return a.principal === b.principal && a.tenant === b.tenant;
}

function refusal(status: number, code: number, message: string, body: unknown): Response {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : null;
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id }, { status });
}
