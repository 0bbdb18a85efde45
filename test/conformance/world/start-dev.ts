import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../../../cli/temporal/free-port.ts';
import { startGuarded } from '../../../cli/temporal/guarded-process.ts';

/** `sagaflow dev` of the build in `dist`: Temporal, worker, REST and facade, in a process of its own. */
export interface Dev {
  /** Of REST: `http://127.0.0.1:…`. */
  url: string;
  /** Of the facade. */
  mcp: string;
  stop(): Promise<void>;
}

export interface DevOptions {
  /** The root of the repository. */
  root: string;
  /** The project's folder. */
  folder: string;
  environment: Record<string, string | undefined>;
  logFile: string;
}

/** Resolves when it serves; rejects with its last words when it ends before. */
export async function startDev({ root, folder, environment, logFile }: DevOptions): Promise<Dev> {
  const [port, uiPort, httpPort] = [await freePort(), await freePort(), await freePort()];
  const main = join(root, 'dist', 'cli', 'main.js');
  let announce = (_url: string): void => undefined;
  const ready = new Promise<string>((resolve) => (announce = resolve));
  const child = startGuarded(process.execPath, [main, 'dev', '--port', String(port), '--ui-port', String(uiPort)], {
    cwd: folder,
    environment: { ...environment, SAGAFLOW_HTTP_PORT: String(httpPort), NO_COLOR: '1' },
    graceMs: GRACE_MS,
    onLine(line) {
      appendFileSync(logFile, `${line}\n`);
      const url = /^ {2}MCP +(\S+)\/mcp$/.exec(line)?.[1];
      if (url !== undefined) announce(url);
    },
  });
  const ended = child.exited.then(({ code, lastLines }) => {
    throw new Error(`sagaflow dev ended with ${String(code)}: ${lastLines.slice(-5).join(' | ')}`);
  });
  const url = await Promise.race([ready, ended]);
  return {
    url,
    mcp: `${url}/mcp`,
    async stop() {
      // Its end is what was asked for now.
      ended.catch(() => undefined);
      await child.stop();
    },
  };
}

/** Executions under way are let end before the worker stops. */
const GRACE_MS = 30_000;

function freePort(): Promise<number> {
  return findFreePort('127.0.0.1', 0);
}
