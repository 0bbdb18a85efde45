import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach } from 'vitest';
import { createHttpServer } from '../../../api/http/create-server.ts';
import type { HttpDeps, HttpServer } from '../../../api/http/create-server.ts';
import { readHttpSettings } from '../../../api/http/settings.ts';
import type { HttpSettings } from '../../../api/http/settings.ts';
import type { Authenticator } from '../../../api/identity/authenticator.ts';
import type { Caller } from '../../../api/operations/caller.ts';
import { OperationError } from '../../../api/operations/errors.ts';
import type { Operations } from '../../../api/operations/operations.ts';
import { parseJson, stringifyJson } from '../../../plan/numbers/json-text.ts';
import { scripted } from './scripted-operations.ts';

export interface Served {
  url: string;
  /** Where it is, whatever its public URL says. */
  local: string;
  server: HttpServer;
  /** Lines of the log, parsed. */
  lines: Record<string, unknown>[];
}

/** Every credential is `Bearer <principal>`; `root` is an administrator; `nobody` is refused. */
export const authenticator: Authenticator = {
  isOff: false,
  authenticate: ({ authorization, apiKey }, requestId) => {
    const principal = apiKey ?? authorization?.replace('Bearer ', '');
    if (principal === undefined || principal === 'nobody') {
      return Promise.reject(new OperationError('unauthenticated', 'Send a key or a token.'));
    }
    const scopes = principal === 'root' ? ['admin'] : ['definition:*:start'];
    return Promise.resolve<Caller>({ principal, tenant: 'default', scopes, requestId });
  },
  challenge: ({ code }, metadataUrl) => `Bearer error="${code}", resource_metadata="${metadataUrl}"`,
  metadata: (resource) => ({ resource }),
};

const open: Served[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ server }) => server.close()));
});

export function defaultSettings(): HttpSettings {
  // A busy machine looks like load, which would be shed.
  const read = readHttpSettings({ SAGAFLOW_HTTP_PORT: '0', SAGAFLOW_MAX_EVENT_LOOP_DELAY: '0' });
  if ('problems' in read) throw new Error(read.problems.join());
  return read.settings;
}

/** A real server over scripted operations; ended after the test. */
export async function serve(
  operations: Partial<Operations>,
  {
    settings = {},
    ...deps
  }: Partial<Omit<HttpDeps, 'operations' | 'settings'>> & { settings?: Partial<HttpSettings> } = {},
): Promise<Served> {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
      done();
    },
  });
  let made = 0;
  const server = await createHttpServer({
    operations: scripted(operations),
    authenticator,
    facade: null,
    settings: { ...defaultSettings(), ...settings },
    log: pino({ level: 'debug' }, stream),
    version: '1.2.3',
    randomId: () => `made-${String((made += 1))}`,
    ...deps,
  });
  const { url, port } = await server.listen();
  const served = { url, local: `http://127.0.0.1:${String(port)}`, server, lines };
  open.push(served);
  return served;
}

/** A request as the back office, with JSON in and out. */
export async function ask(
  url: string,
  {
    body,
    headers = {},
    ...init
  }: Omit<RequestInit, 'body' | 'headers'> & { body?: unknown; headers?: Record<string, string> } = {},
) {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    ...init,
    headers: {
      authorization: 'Bearer office',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : stringifyJson(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? parseJson(text) : null) as ReturnType<typeof JSON.parse>,
  };
}
