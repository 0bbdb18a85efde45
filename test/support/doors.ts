import { randomBytes, randomUUID } from 'node:crypto';
import { createHttpServer } from '../../api/http/create-server.ts';
import { readHttpSettings } from '../../api/http/settings.ts';
import { makeApiKey } from '../../api/identity/api-key.ts';
import { createAuthenticator } from '../../api/identity/authenticator.ts';
import { renderKeyFile } from '../../api/identity/key-file.ts';
import type { KeyEntry } from '../../api/identity/key-file.ts';
import { readIdentity } from '../../api/identity/settings.ts';
import { createFacade } from '../../api/mcp/facade.ts';
import { readFacadeSettings } from '../../api/mcp/settings.ts';
import { createOperations } from '../../api/operations/create-operations.ts';
import { createTemporalExecutions } from '../../api/temporal/executions.ts';
import { createTemporalSchedules } from '../../api/temporal/schedules.ts';
import { parseJson, stringifyJson } from '../../plan/numbers/json-text.ts';
import type { ExecutionView } from '../../plan/view.ts';
import { createLog } from '../../project/log.ts';
import { serverStatus } from '../../project/server-status.ts';
import { projectFederation } from '../../project/servers.ts';
import { dataConverter } from './data-converter.ts';
import type { TestProject } from './project.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Of an answer that is about an execution; others say something else. */
  body: ExecutionView;
}

/** REST and the facade over a test project, in this process, with identity on. */
export interface TestDoors {
  url: string;
  /** One request of a person that `keys` names, at most as JSON. */
  ask(person: string, method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  keyOf(person: string): string;
  close(): Promise<void>;
}

/** What a person may do, and for whom. */
export interface Grant {
  scopes: string[];
  tenant?: string;
}

export async function openDoors(project: TestProject, people: Record<string, Grant>): Promise<TestDoors> {
  const keys = new Map<string, string>();
  const entries = Object.entries(people).map(([principal, { scopes, tenant }]): KeyEntry => {
    const { id, text, hash } = makeApiKey(randomBytes);
    keys.set(principal, text);
    return { id, hash, principal, scopes, ...(tenant === undefined ? {} : { tenant }) };
  });
  const environment = {
    SAGAFLOW_HTTP_PORT: '0',
    SAGAFLOW_API_KEYS: renderKeyFile(entries),
    // The requests of a test come from this very process, and would look like load.
    SAGAFLOW_MAX_EVENT_LOOP_DELAY: '0',
  };
  const server = await createHttpServer(await parts(project, environment));
  const { url } = await server.listen();
  const keyOf = (person: string): string => keys.get(person) ?? 'sfk_nobody_0';
  return {
    url,
    keyOf,
    close: () => server.close(),
    async ask(person: string, method: string, path: string, body?: unknown, headers = {}) {
      const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${keyOf(person)}`, ...json, ...headers },
        ...(body === undefined ? {} : { body: stringifyJson(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: parseJson(text === '' ? 'null' : text) as ExecutionView,
      };
    },
  };
}

async function parts(project: TestProject, environment: Record<string, string>) {
  const operations = operationsOf(project);
  const http = readHttpSettings(environment);
  const identity = await readIdentity({
    environment,
    program: 'api',
    host: '127.0.0.1',
    readFile: () => Promise.reject(new Error('There is no file.')),
  });
  if ('problems' in http || identity.kind !== 'ok') throw new Error('The settings of the test are wrong.');
  const log = createLog('silent');
  const now = (): number => Date.now();
  const { settings } = readFacadeSettings(environment, () => randomBytes(32));
  const shared = { operations, log, version: '0.0.0', now, randomId: () => randomUUID() };
  return {
    ...shared,
    settings: http.settings,
    authenticator: createAuthenticator(identity.settings, { now, fetch, log }),
    facade: createFacade({ ...shared, settings }),
  };
}

/** The operations of a test project, on the test's Temporal server. */
export function operationsOf(project: TestProject) {
  const { client, taskQueue } = project;
  const { connection, options } = client;
  return createOperations({
    definitions: {
      find: (name) => {
        const { plans, texts } = project.project();
        const found = plans.get(name);
        return found === undefined ? undefined : { ...found, source: texts.get(found.file) ?? '' };
      },
      names: () => [...project.project().plans.keys()].sort(),
      broken: () => [],
      onChange: () => () => undefined,
    },
    executions: createTemporalExecutions({
      connection,
      namespace: options.namespace,
      taskQueue,
      dataConverter,
      uiAddress: undefined,
    }),
    schedules: createTemporalSchedules({ connection, namespace: options.namespace, taskQueue, dataConverter }),
    servers: {
      async status() {
        const federation = projectFederation(project.project(), process.env, () => undefined);
        return serverStatus(federation).finally(() => federation.close());
      },
    },
    randomId: () => randomUUID(),
    now: () => Date.now(),
  });
}
