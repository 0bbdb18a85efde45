import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import { hideIntegers } from '../../plan/numbers/json-text.ts';
import type { Caller } from '../operations/caller.ts';
import type { Operations } from '../operations/operations.ts';
import { authOf } from './http/caller-auth.ts';
import { createLegacySessions } from './http/legacy-sessions.ts';
import { shownResponse } from './http/shown-response.ts';
import { createParts } from './parts.ts';
import { createProtocolServer } from './protocol/create-protocol-server.ts';
import type { FacadeSettings } from './settings.ts';
import { refuseUndeclaredListen } from './tasks/refuse-undeclared-listen.ts';

/** The MCP server that offers definitions as tools, behind an HTTP server that has checked Host and Origin. */
export interface Facade {
  /**
   * One HTTP request at `/mcp`, already authenticated: POST, GET or DELETE of either era. `body` is the JSON of a POST as
   * `parseJson` reads it, and undefined otherwise. Answers every request itself and never rejects.
   */
  handle(request: IncomingMessage, response: ServerResponse, caller: Caller, body: unknown): Promise<void>;
  /** Ends all streams and sessions. Executions go on. */
  close(): Promise<void>;
}

export interface FacadeDeps {
  operations: Operations;
  settings: FacadeSettings;
  log: FacadeLog;
  /** Of Sagaflow, as clients see it. */
  version: string;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Names legacy sessions, so it must be unguessable. */
  randomId: () => string;
}

export interface FacadeLog {
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** The facade for HTTP. Modern requests (2026-07-28) are stateless; legacy ones (2025-11-25 and older) get sessions. */
export function createFacade(deps: FacadeDeps): Facade {
  const parts = createParts(deps);
  const report = (error: Error): void => deps.log.warn({ err: error }, 'A request of an MCP client was refused');
  const modern = createMcpHandler(() => createProtocolServer(parts, { era: 'modern', local: null }), {
    legacy: 'reject',
    onerror: report,
  });
  const legacy = createLegacySessions(parts, report);
  const endListening = deps.operations.onDefinitionsChanged(() => {
    modern.notify.toolsChanged();
    modern.notify.resourcesChanged();
    legacy.announceDefinitions();
  });

  return {
    async handle(request, response, caller, given) {
      const authInfo = authOf(caller);
      const body = hideIntegers(given);
      const answer = async (asked: Request): Promise<Response> =>
        (await isLegacyRequest(asked, body))
          ? legacy.handle(asked, { caller, authInfo, body })
          : (refuseUndeclaredListen(body) ?? modern.fetch(asked, { authInfo, parsedBody: body }));
      const serve = toNodeHandler(
        { fetch: async (asked) => shownResponse(await answer(asked)) },
        { onerror: (error) => deps.log.error({ err: error }, 'The MCP facade failed') },
      );
      await serve(request, response, body);
    },
    async close() {
      endListening();
      parts.tools.close();
      await Promise.all([modern.close(), legacy.close()]);
    },
  };
}
