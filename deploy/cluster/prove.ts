import { join } from 'node:path';
import { checkKeys } from './checks/check-keys.ts';
import { checkLedger } from './checks/check-ledger.ts';
import { checkResent } from './checks/check-resent.ts';
import { checkSamples } from './checks/check-samples.ts';
import { checkStarts } from './checks/check-starts.ts';
import type { Check } from './checks/finding.ts';
import { killAWorker } from './load/kill-a-worker.ts';
import { killAnApi } from './load/kill-an-api.ts';
import { newApiKey } from './processes/api-key.ts';
import { startApis } from './processes/start-api.ts';
import { startLedger } from './processes/start-ledger.ts';
import { startWorkers } from './processes/start-workers.ts';
import { writeProject } from './project/write-project.ts';
import { startCluster } from './temporal/start-cluster.ts';
import type { Desk, World } from './world.ts';

/** Builds the topology, hurts it under load, and gives what was looked at afterwards. Throws when it does not get that far. */
export async function prove(desk: Desk): Promise<Check[]> {
  const world = await openWorld(desk);
  const loaded = await killAWorker(world);
  const keyed = await killAnApi(world);
  desk.say('Checking');
  const all = [...loaded, ...keyed];
  return [
    await checkStarts(world, all),
    await checkKeys(world, keyed),
    await checkResent(world),
    ...(await checkSamples(world, all)),
    ...(await checkLedger(world, all)),
  ];
}

async function openWorld(desk: Desk): Promise<World> {
  const cluster = await startCluster(desk);
  const servers = { LEDGER_URL: await startLedger(desk) };
  const project = await writeProject(desk, servers);
  const samplesDir = join(project, '.sagaflow/samples');
  const { key, keys } = newApiKey();
  const taskQueue = 'cluster';
  const environment = {
    ...desk.environment,
    ...servers,
    TEMPORAL_ADDRESS: cluster.address,
    TEMPORAL_NAMESPACE: cluster.namespace,
    SAGAFLOW_TASK_QUEUE: taskQueue,
    SAGAFLOW_API_KEYS: keys,
  };
  const workers = await startWorkers(desk, project, environment);
  const apis = await startApis(desk, project, environment, key);
  return { ...desk, cluster, taskQueue, samplesDir, workers, apis };
}
