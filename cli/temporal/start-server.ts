import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TemporalStartFailed } from './errors.ts';
import { findFreePort } from './free-port.ts';
import { startGuarded } from './guarded-process.ts';
import type { GuardedProcess, ProcessEnd } from './guarded-process.ts';
import { serverArguments } from './server-arguments.ts';
import type { SearchAttributeTypes } from './server-arguments.ts';
import { waitUntilReady } from './wait-until-ready.ts';

export interface StartServerOptions {
  /** Path of the `temporal` program. */
  binary: string;
  ip?: '127.0.0.1';
  /** Where to look for a free port first (default 7233); 0 for any. */
  port?: number;
  /** The same for the web UI (default 8233); false for none. */
  uiPort?: number | false;
  /** Where executions are kept; without it they are in memory. */
  dbFilename?: string;
  /** Created when it is not there (default `default`). */
  namespace?: string;
  searchAttributes: SearchAttributeTypes;
  /** Gets every line the server writes. */
  logFile?: string;
  say: (line: string) => void;
}

export interface TemporalServer {
  /** `ip:port` of the gRPC API. */
  address: string;
  namespace: string;
  uiAddress?: string;
  /** Id of the process group that the server and its guard live in. */
  pid: number;
  /** Ends the server; resolves when none of its processes is left. Can be called again. */
  stop(): Promise<void>;
  exited: Promise<ProcessEnd>;
}

const START_ATTEMPTS = 5;
const READY_TIMEOUT_MS = 60_000;
/** A server that does not announce itself (another release of the program) is asked anyway after this time. */
const ANNOUNCEMENT_MS = 3_000;
const PORT_TAKEN = /address already in use|can't set frontend|can't set UI port/i;

/**
 * Starts a Temporal dev server with the fast settings and resolves when its namespace answers. Taken ports are passed over and said. Nothing of
 * it outlives this process. Throws TemporalStartFailed, with the server's last lines, when it does not come up.
 */
export async function startTemporalServer(options: StartServerOptions): Promise<TemporalServer> {
  for (const path of [options.dbFilename, options.logFile]) {
    if (path !== undefined) mkdirSync(dirname(path), { recursive: true });
  }
  for (let attempt = 1; ; attempt += 1) {
    const result = await tryToStart(options);
    if (result.kind === 'started') return result.server;
    const isPortTaken = result.end.lastLines.some((line) => PORT_TAKEN.test(line));
    if (!isPortTaken || attempt === START_ATTEMPTS) throw startFailed(options.binary, result.end);
  }
}

type Attempt = { kind: 'started'; server: TemporalServer } | { kind: 'ended'; end: ProcessEnd };

async function tryToStart(options: StartServerOptions): Promise<Attempt> {
  const { namespace = 'default', ip = '127.0.0.1' } = options;
  const { port, uiPort } = await choosePorts(options, ip);
  const { guarded, announced } = launch(options, serverArguments({ ...options, namespace, ip, port, uiPort }), port);
  const address = `${ip}:${String(port)}`;
  const giveUp = new AbortController();
  const timer = setTimeout(() => {
    giveUp.abort();
  }, READY_TIMEOUT_MS);
  try {
    // Waiting for the announcement first keeps us from taking another server, that won the race for the port, for ours.
    const ready = Promise.race([announced, sleep(ANNOUNCEMENT_MS, undefined, { ref: false })]).then(() =>
      waitUntilReady(address, namespace, giveUp.signal),
    );
    const end = await Promise.race([ready, guarded.exited]);
    if (end !== undefined) return { kind: 'ended', end };
  } catch (cause) {
    await guarded.stop();
    throw new TemporalStartFailed(`The Temporal server at "${address}" did not answer within 60 s.`, { cause });
  } finally {
    clearTimeout(timer);
    giveUp.abort();
  }
  const uiAddress = uiPort === false ? undefined : `http://${ip}:${String(uiPort)}`;
  const { pid, exited, stop } = guarded;
  return { kind: 'started', server: { address, namespace, uiAddress, pid, exited, stop } };
}

async function choosePorts(options: StartServerOptions, ip: string): Promise<{ port: number; uiPort: number | false }> {
  const { port: wanted = 7233, uiPort: wantedUi = 8233, say } = options;
  const port = await findFreePort(ip, wanted);
  if (wanted !== 0 && port !== wanted) say(`Port ${String(wanted)} is taken: Temporal listens on ${String(port)}.`);
  if (wantedUi === false) return { port, uiPort: false };
  const uiPort = await findFreePort(ip, wantedUi, [port]);
  if (wantedUi !== 0 && uiPort !== wantedUi) {
    say(`Port ${String(wantedUi)} is taken: Temporal's web UI listens on ${String(uiPort)}.`);
  }
  return { port, uiPort };
}

function launch(
  options: StartServerOptions,
  args: string[],
  port: number,
): { guarded: GuardedProcess; announced: Promise<void> } {
  const log = options.logFile === undefined ? undefined : createWriteStream(options.logFile, { flags: 'a' });
  log?.on('error', (error) => {
    options.say(`Temporal's log cannot be written: ${error.message}`);
  });
  let announce: () => void = () => undefined;
  const announced = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const onLine = (line: string, stream: 'stdout' | 'stderr') => {
    log?.write(`${line}\n`);
    if (stream === 'stdout' && line.includes(`:${String(port)}`)) announce();
  };
  const guarded = startGuarded(options.binary, args, { onLine });
  void guarded.exited.then(() => log?.end());
  return { guarded, announced };
}

function startFailed(binary: string, end: ProcessEnd): TemporalStartFailed {
  const lines = end.lastLines.map((line) => `\n  ${line}`).join('');
  const said = lines === '' ? ' It wrote nothing.' : ` Its last lines:${lines}`;
  return new TemporalStartFailed(`"${binary}" ended with code ${String(end.code)} before it was ready.${said}`);
}
