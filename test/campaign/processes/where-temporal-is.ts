import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LocateOptions } from '../../../cli/temporal/locate.ts';

/** Where a campaign looks for the program of the Temporal server. */
export function whereTemporalIs(): Omit<LocateOptions, 'say'> {
  return {
    environment: process.env,
    cacheDir: process.env['SAGAFLOW_CACHE_DIR'] ?? join(homedir(), '.cache', 'sagaflow'),
    moduleDir: fileURLToPath(new URL('../../../deploy/temporal-dev-server', import.meta.url)),
  };
}
