import { homedir } from 'node:os';
import { join } from 'node:path';
import { SEARCH_ATTRIBUTES, type MissingAttributes } from '../workflows/search-attributes.ts';
import type { Context } from './context.ts';
import { checkAttributes } from './check-attributes.ts';
import { connectTemporal } from '../cli/temporal/connect.ts';
import type { TemporalTarget } from '../cli/temporal/connect.ts';
import { locateTemporal } from '../cli/temporal/locate.ts';
import { startTemporalServer } from '../cli/temporal/start-server.ts';

export interface LocalTemporal extends TemporalTarget {
  connection: Awaited<ReturnType<typeof connectTemporal>>['connection'];
  /** Search attributes that it does not have; they have been told of. */
  missingAttributes: MissingAttributes;
  /** Undefined when the server is not ours. */
  uiAddress: string | undefined;
  /** Settles, with a sentence, when a server of ours ends by itself. */
  ended: Promise<string>;
  /** Closes the connection and ends the server, if it is ours. */
  stop: () => Promise<void>;
}

export interface LocalTemporalOptions {
  /** Where to look for free ports first; 0 for any. */
  port: number;
  uiPort: number;
  /** Keeps executions in this file; without it they are in memory. */
  dbFilename?: string;
  logFile?: string;
  say: (line: string) => void;
}

/** The Temporal server of `dev` and `demo`: the one that TEMPORAL_ADDRESS names, else one of our own. */
export async function openLocalTemporal(context: Context, options: LocalTemporalOptions): Promise<LocalTemporal> {
  const { environment, packageFolder, signal } = context;
  const { say, port, uiPort, dbFilename, logFile } = options;
  const cacheDir =
    environment['SAGAFLOW_CACHE_DIR'] || join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sagaflow');
  const moduleDir = join(packageFolder, 'deploy', 'temporal-dev-server');
  const located = await locateTemporal({ environment, cacheDir, moduleDir, say, signal });
  if ('address' in located) {
    const target = await connectTemporal({ environment });
    const stop = () => target.connection.close();
    const missingAttributes = await checkAttributes(target, say);
    return { ...target, missingAttributes, uiAddress: undefined, ended: new Promise(() => undefined), stop };
  }
  const { binary } = located;
  const server = await startTemporalServer({
    binary,
    port,
    uiPort,
    dbFilename,
    logFile,
    searchAttributes: SEARCH_ATTRIBUTES,
    say,
  });
  try {
    const target = await connectTemporal({ environment, server });
    // A file from an earlier time may hold others than a new server has.
    const missingAttributes = await checkAttributes(target, say);
    const ended = server.exited.then(({ code, lastLines }) => {
      return `Temporal ended with code ${String(code)}. ${lastLines.slice(-3).join(' | ')}`;
    });
    const stop = async () => {
      await target.connection.close();
      await server.stop();
    };
    return { ...target, missingAttributes, uiAddress: server.uiAddress, ended, stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
