import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { findFreePort } from '../../cli/temporal/free-port.ts';
import type { DoorProject } from './project.ts';
import { startCommand, untilReady, type DoorPlace } from './start-command.ts';

export interface RunningApi {
  url: string;
  stop(): Promise<void>;
}

/** `sagaflow api` as a process of its own; resolves when it reaches Temporal. It writes warnings only, and limits no caller. */
export async function startApi(project: DoorProject, place: DoorPlace): Promise<RunningApi> {
  // Asked for beforehand: only the log, which is quiet here, would tell which port the API has chosen by itself.
  const port = await findFreePort(HOST, 0);
  const url = `http://${HOST}:${port}`;
  const environment = {
    SAGAFLOW_HTTP_HOST: HOST,
    SAGAFLOW_HTTP_PORT: String(port),
    SAGAFLOW_API_KEYS: project.keyFile,
    SAGAFLOW_RATE_LIMIT: '0',
    SAGAFLOW_LOG_LEVEL: 'warn',
  };
  const api = startCommand('api', project, place, { environment });
  const isEnded = new AbortController();
  void api.exited.then(() => isEnded.abort());
  await untilReady('API', api, untilItServes(url, isEnded.signal));
  return { url, stop: api.stop };
}

const HOST = '127.0.0.1';

async function untilItServes(url: string, isEnded: AbortSignal): Promise<void> {
  while (!isEnded.aborted) {
    if (await serves(url)) return;
    await sleep(50);
  }
}

async function serves(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${url}/readyz`);
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  }
}
