import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { stringify } from 'yaml';
import { findFreePort } from '../../../cli/temporal/free-port.ts';
import { runToEnd } from '../../../cli/temporal/run-to-end.ts';
import { waitUntilReady } from '../../../cli/temporal/wait-until-ready.ts';
import { createDataConverter } from '../../../workflows/data-converter.ts';
import { startPostgres } from '../postgres/start-postgres.ts';
import { startProgram, type Program } from '../processes/program.ts';
import type { Cluster, Desk } from '../world.ts';
import { buildPrograms } from './build-programs.ts';
import { createNamespace } from './create-namespace.ts';
import { prepareDatabases } from './prepare-databases.ts';
import { PORTS_NEEDED, serverConfig } from './server-config.ts';

const NAMESPACE = 'orders';

/** PostgreSQL, a Temporal server on it with the settings of docker-compose.yml, and a namespace with Sagaflow's search attributes. */
export async function startCluster(desk: Desk): Promise<Cluster> {
  const { root, folder, cleanup, environment, say } = desk;
  const programs = await buildPrograms(desk);
  const postgres = await startPostgres(desk);
  await prepareDatabases(desk, programs.sqlTool, postgres);

  const dynamicConfig = join(root, 'deploy/temporal/dynamic-config.yaml');
  await checkDynamicConfig(desk, programs.server, dynamicConfig);
  const ports = await freePorts(PORTS_NEEDED);
  const configFile = join(folder, 'temporal-server.yaml');
  await writeFile(configFile, stringify(serverConfig(postgres, ports, dynamicConfig)), { mode: 0o600 });
  const startedAt = Date.now();
  const server = startProgram({
    name: 'temporal-server',
    command: programs.server,
    args: ['--config-file', configFile, '--allow-no-auth', 'start'],
    cwd: folder,
    environment,
    logFile: join(folder, 'temporal-server.log'),
    graceMs: 15_000,
  });
  cleanup.add(() => server.stop());
  const address = `127.0.0.1:${String(ports[0])}`;
  await serving(server, address);
  say(`temporal-server serves at ${address} after ${String(Math.round((Date.now() - startedAt) / 1_000))} s`);
  const connection = await Connection.connect({ address });
  cleanup.add(() => connection.close());
  const client = new Client({ connection, namespace: NAMESPACE, dataConverter: createDataConverter() });
  const cluster = { address, namespace: NAMESPACE, connection, client };
  await createNamespace(desk, cluster);
  return cluster;
}

async function serving(server: Program, address: string): Promise<void> {
  const giveUp = AbortSignal.timeout(90_000);
  await Promise.race([waitUntilReady(address, 'temporal-system', giveUp), server.lives()]);
}

/** Unknown names would only be a warning in the server's log. */
async function checkDynamicConfig({ environment, signal }: Desk, server: string, file: string): Promise<void> {
  const options = { environment, signal, everyMs: 60_000, onTick: () => undefined };
  const { code, lastLines } = await runToEnd(server, ['validate-dynamic-config', file], options);
  const complaints = lastLines.filter((line) => /^\s+(?:error|warning):/.test(line));
  if (code !== 0 || complaints.length > 0)
    throw new Error(`${file} is not what this server takes: ${lastLines.join(' ')}`);
}

/** Temporal's table of members keeps a port in two bytes with a sign: only those below 32,768 fit. */
async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await findFreePort('127.0.0.1', LOWEST_PORT, ports));
  return ports;
}

const LOWEST_PORT = 21_000;
