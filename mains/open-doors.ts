import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { createHttpServer } from '../api/http/create-server.ts';
import { createAuthenticator } from '../api/identity/authenticator.ts';
import { createFacade } from '../api/mcp/facade.ts';
import type { Operations } from '../api/operations/operations.ts';
import { CommandError } from './context.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-codes.ts';
import type { DoorSettings } from './settings/door-settings.ts';

export interface Doors {
  /** Where REST and the facade (`/mcp`) are. */
  url: string;
  /** Lets requests under way end. */
  close: () => Promise<void>;
}

/** Opens REST and the MCP facade on one port. Throws with a sentence when the port is taken. */
export async function openDoors(
  { version }: Context,
  operations: Operations,
  { http, identity, facade: facadeSettings }: DoorSettings,
  log: Logger,
): Promise<Doors> {
  const now = (): number => Date.now();
  const authenticator = createAuthenticator(identity, { now, fetch, log });
  const facade = createFacade({ operations, settings: facadeSettings, log, version, now, randomId: randomUUID });
  const settings = http;
  const server = await createHttpServer({
    operations,
    authenticator,
    facade,
    settings,
    log,
    version,
    randomId: randomUUID,
  });
  try {
    const { url } = await server.listen();
    return { url, close: () => server.close() };
  } catch (error) {
    await server.close();
    throw new CommandError(EXIT.error, sentence(error, http));
  }
}

function sentence(error: unknown, { host, port }: DoorSettings['http']): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const remedy = 'Choose another place with SAGAFLOW_HTTP_HOST and SAGAFLOW_HTTP_PORT.';
  if (code === 'EADDRINUSE') return `Port ${String(port)} of ${host} is taken. ${remedy}`;
  return `The API cannot listen at ${host}:${String(port)} (${error instanceof Error ? error.message : String(error)}). ${remedy}`;
}
