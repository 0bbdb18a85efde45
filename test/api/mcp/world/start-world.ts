import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFacade } from '../../../../api/mcp/facade.ts';
import type { FacadeDeps } from '../../../../api/mcp/facade.ts';
import { localCaller } from '../../../../api/operations/caller.ts';
import type { Caller } from '../../../../api/operations/caller.ts';
import { createOperations } from '../../../../api/operations/create-operations.ts';
import { parseJson } from '../../../../plan/numbers/json-text.ts';
import { scriptSchedules } from '../../operations/scripted-schedules.ts';
import { createDefinitions } from './definitions.ts';
import type { EditableDefinitions } from './definitions.ts';
import { scriptExecutions } from './scripted-executions.ts';
import type { ScriptedExecutions } from './scripted-executions.ts';
import { SCRIPTS } from './scripts.ts';

export interface World {
  deps: FacadeDeps;
  definitions: EditableDefinitions;
  executions: ScriptedExecutions;
  /** What was logged, as text. */
  logged: string[];
  /** Added to the clock. */
  skew: { ms: number };
}

/** The real operations over scripted executions, without a door. `waitMs` is short where a test wants an execution that goes on. */
export function createWorld({ waitMs = 5_000, taskAfterMs = 50 } = {}): World {
  const definitions = createDefinitions();
  const executions = scriptExecutions(SCRIPTS);
  const logged: string[] = [];
  const skew = { ms: 0 };
  const now = () => Date.now() + skew.ms;
  const note = (facts: object, message: string): void => {
    const error = 'err' in facts && facts.err instanceof Error ? facts.err.message : JSON.stringify(facts);
    logged.push(`${message} ${error}`);
  };
  const operations = createOperations({
    definitions,
    executions,
    schedules: scriptSchedules().schedules,
    servers: { status: () => Promise.resolve([]) },
    randomId: randomUUID,
    now,
  });
  const settings = {
    waitMs,
    taskAfterMs,
    pollIntervalMs: 50,
    resultTtlMs: 60_000,
    questionTtlMs: 60_000,
    secret: new Uint8Array(32).fill(7),
    maxSessions: 10,
    sessionIdleMs: 60_000,
  };
  const log = { warn: note, error: note };
  const deps = { operations, settings, log, version: '0.0.0-test', now, randomId: randomUUID };
  return { deps, definitions, executions, logged, skew };
}

export interface ServedWorld extends World {
  url: URL;
  close(): Promise<void>;
}

/** Who a request comes from, by the header `x-caller`; without it everything may be done. */
export const CALLERS: Record<string, Caller> = {
  anna: { principal: 'anna', tenant: 'default', scopes: ['admin'], requestId: null },
  bert: { principal: 'bert', tenant: 'default', scopes: ['admin'], requestId: null },
  reader: { principal: 'reader', tenant: 'default', scopes: ['definition:look_up:start'], requestId: null },
  stranger: { principal: 'anna', tenant: 'elsewhere', scopes: ['admin'], requestId: null },
};

/** The facade behind a bare HTTP server. */
export async function serveWorld(options?: Parameters<typeof createWorld>[0]): Promise<ServedWorld> {
  const world = createWorld(options);
  const facade = createFacade(world.deps);
  const server = createServer((request, response) => {
    void readBody(request).then((body) => facade.handle(request, response, callerOf(request), body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...world,
    url: new URL(`http://127.0.0.1:${String(port)}/mcp`),
    async close() {
      await facade.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function callerOf({ headers }: IncomingMessage): Caller {
  return CALLERS[String(headers['x-caller'])] ?? localCaller(null);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  if (request.method !== 'POST') return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return parseJson(Buffer.concat(chunks).toString());
}
