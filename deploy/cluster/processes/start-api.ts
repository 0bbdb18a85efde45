import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../../../cli/temporal/free-port.ts';
import type { Desk } from '../world.ts';
import { startProgram, type Program } from './program.ts';

/** A `sagaflow api` process. */
export interface Api {
  name: string;
  program: Program;
  /** `http://127.0.0.1:<port>`. */
  url: string;
  /** The API key that it knows. */
  key: string;
}

const APIS = 2;

/** `sagaflow api`, twice, on free ports; resolves when both say that they are ready. */
export async function startApis(
  desk: Desk,
  project: string,
  environment: Record<string, string | undefined>,
  key: string,
): Promise<Api[]> {
  const apis: Api[] = [];
  for (let index = 1; index <= APIS; index += 1) apis.push(await startApi(desk, project, environment, key, index));
  await Promise.all(apis.map((api) => Promise.race([ready(desk.signal, api), api.program.lives()])));
  desk.say(`${String(APIS)} APIs are ready: ${apis.map(({ url }) => url).join(', ')}`);
  return apis;
}

async function startApi(
  { root, folder, cleanup }: Desk,
  cwd: string,
  environment: Record<string, string | undefined>,
  key: string,
  index: number,
): Promise<Api> {
  const port = String(await findFreePort('127.0.0.1', 0));
  const name = `api ${String(index)}`;
  const program = startProgram({
    name,
    command: process.execPath,
    args: [join(root, 'dist/cli/main.js'), 'api'],
    cwd,
    // The rate limit is for callers; this one is a load test.
    environment: { ...environment, SAGAFLOW_HTTP_PORT: port, SAGAFLOW_RATE_LIMIT: '0' },
    logFile: join(folder, `api-${String(index)}.log`),
    graceMs: 15_000,
  });
  cleanup.add(() => program.stop());
  return { name, program, url: `http://127.0.0.1:${port}`, key };
}

const READY_WITHIN_MS = 60_000;

async function ready(signal: AbortSignal, { name, url }: Api): Promise<void> {
  for (const startedAt = Date.now(); Date.now() - startedAt < READY_WITHIN_MS;) {
    const isReady = await fetch(`${url}/readyz`, { signal }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await sleep(100, undefined, { signal });
  }
  throw new Error(`${name} did not become ready at ${url}/readyz within ${String(READY_WITHIN_MS / 1_000)} s.`);
}
