import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { locateTemporal } from '../../../cli/temporal/locate.ts';
import { startTemporalServer, type TemporalServer } from '../../../cli/temporal/start-server.ts';
import { SEARCH_ATTRIBUTES } from '../../../workflows/search-attributes.ts';
import { openPass, type Pass } from './pass.ts';
import { whereTemporalIs } from './where-temporal-is.ts';

/** A dev server on a database file that can be killed and started again, and wires to it. */
export interface Temporal {
  namespace: string;
  newPass(): Promise<Pass>;
  /** SIGKILL, and a new one on the same file; resolves when it answers. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTemporal(folder: string, say: (line: string) => void): Promise<Temporal> {
  const located = await locateTemporal({ ...whereTemporalIs(), say });
  if ('address' in located) throw new Error('The campaign kills its Temporal server: unset TEMPORAL_ADDRESS.');
  const binary = await withShortHistories(located.binary, folder);
  const start = (): Promise<TemporalServer> =>
    startTemporalServer({
      binary,
      port: 0,
      uiPort: false,
      dbFilename: `${folder}/temporal.db`,
      searchAttributes: SEARCH_ATTRIBUTES,
      logFile: `${folder}/temporal.log`,
      say,
    });
  let server = await start();
  const passes: Pass[] = [];
  const target = (): { host: string; port: number } => {
    const [host = '', port = ''] = server.address.split(':');
    return { host, port: Number(port) };
  };
  return {
    namespace: server.namespace,
    async newPass() {
      const pass = await openPass(target);
      passes.push(pass);
      return pass;
    },
    async killAndRestart() {
      process.kill(-server.pid, 'SIGKILL');
      await server.exited;
      server = await start();
    },
    async stop() {
      await Promise.all(passes.map((pass) => pass.close()));
      await server.stop();
    },
  };
}

/** Events after which the server suggests to continue as new: so few that the longer sagas do. */
const LONG_HISTORY = 45;

/** The same program with more settings, as a program of its own: with the longer sagas in several runs, and workflows that can be paused. */
async function withShortHistories(binary: string, folder: string): Promise<string> {
  const wrapper = join(folder, 'temporal');
  const setting = `limit.historyCount.suggestContinueAsNew=${LONG_HISTORY}`;
  const settings = [setting, 'frontend.WorkflowPauseEnabled=true'].map((one) => `--dynamic-config-value ${one}`);
  const script = `#!/bin/sh\nexec '${binary.replaceAll("'", `'\\''`)}' "$@" ${settings.join(' ')}\n`;
  await writeFile(wrapper, script, { mode: 0o755 });
  return wrapper;
}
