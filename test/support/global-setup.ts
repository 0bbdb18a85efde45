import type { TestProject } from 'vitest/node';
import { connectTemporal } from '../../cli/temporal/connect.ts';
import { locateTemporal } from '../../cli/temporal/locate.ts';
import { checkAttributes } from '../../mains/check-attributes.ts';
import { startTemporalServer } from '../../cli/temporal/start-server.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { locateOptions } from './temporal.ts';

/** vitest calls it once for a test run: one Temporal server, in memory and on free ports, for all integration tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const options = { ...locateOptions(), say };
  const located = await locateTemporal(options);
  if ('address' in located) return useRunning(project, options.environment);
  const server = await startTemporalServer({
    binary: located.binary,
    port: 0,
    uiPort: false,
    searchAttributes: SEARCH_ATTRIBUTES,
    say,
  });
  project.provide('temporal', { address: server.address, namespace: server.namespace });
  return () => server.stop();
}

async function useRunning(project: TestProject, environment: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  const { connection, connectionOptions, namespace } = await connectTemporal({ environment });
  await checkAttributes({ connection, namespace }, say);
  project.provide('temporal', { address: connectionOptions.address, namespace });
  return () => connection.close();
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
