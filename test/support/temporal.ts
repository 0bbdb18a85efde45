import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { LocateOptions } from '../../cli/temporal/locate.ts';

/** The Temporal server that global-setup.ts started for this test run. */
export interface TestTemporal {
  address: string;
  namespace: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    temporal: TestTemporal;
  }
}

/** The Temporal server shared by all integration tests: use workflow ids and task queues of your own. */
export function testTemporal(): TestTemporal {
  return inject('temporal');
}

/** Where the tests look for a Temporal server program. */
export function locateOptions(): Omit<LocateOptions, 'say'> {
  return {
    environment: process.env,
    cacheDir: process.env['SAGAFLOW_CACHE_DIR'] ?? join(homedir(), '.cache', 'sagaflow'),
    moduleDir: fileURLToPath(new URL('../../deploy/temporal-dev-server', import.meta.url)),
  };
}
