import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { locateTemporal } from '../cli/temporal/locate.ts';
import { startTemporalServer } from '../cli/temporal/start-server.ts';
import { SEARCH_ATTRIBUTES } from '../workflows/search-attributes.ts';

export interface BenchTemporal {
  address: string;
  namespace: string;
  stop(): Promise<void>;
}

/** A dev server of its own, in memory, with the fast settings; never a server that somebody else uses. */
export async function startTemporal(say: (line: string) => void): Promise<BenchTemporal> {
  const environment: Record<string, string | undefined> = { ...process.env, TEMPORAL_ADDRESS: undefined };
  const located = await locateTemporal({
    environment,
    cacheDir: environment['SAGAFLOW_CACHE_DIR'] ?? join(homedir(), '.cache', 'sagaflow'),
    moduleDir: fileURLToPath(new URL('../deploy/temporal-dev-server', import.meta.url)),
    say,
  });
  if ('address' in located) throw new Error('The benchmark starts a Temporal server of its own.');
  const { binary } = located;
  return startTemporalServer({ binary, port: 0, uiPort: false, searchAttributes: SEARCH_ATTRIBUTES, say });
}
