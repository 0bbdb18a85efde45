import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker, type NativeConnectionOptions, type WorkerOptions } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import type { ResolvedPlan } from '../activities/resolve-plan.ts';
import type { Federation } from '../federation/federation.ts';
import { dataConverter } from '../workflows/data-converter.ts';
import type { Project } from '../project/project.ts';

export interface WorkerSettings {
  connectionOptions: NativeConnectionOptions;
  namespace: string;
  taskQueue: string;
  /** Asked at every start with business input only: definitions can change while the worker runs. */
  project: () => Project;
  federation: Federation;
  /** Executions kept in memory between their tasks; what falls out is replayed. Default: as many as fit (Temporal's own rule). */
  cachedExecutions?: number;
}

export interface RunningWorker {
  /** Settles when the worker has stopped; rejects when it failed. */
  finished: Promise<void>;
  /** Lets calls under way end, then stops. */
  shutdown(): Promise<void>;
}

/** The Temporal worker: every definition's workflow and every server's tools. Keeps no state. */
export async function startWorker(settings: WorkerSettings): Promise<RunningWorker> {
  const connection = await NativeConnection.connect(settings.connectionOptions);
  const worker = await Worker.create(workerOptions(settings, connection));
  const finished = worker.run().finally(() => connection.close());
  // Whoever awaits `finished` sees the failure; nobody awaiting it must not end the process.
  finished.catch(() => undefined);
  return {
    finished,
    async shutdown() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await finished;
    },
  };
}

function workerOptions(settings: WorkerSettings, connection: NativeConnection): WorkerOptions {
  const { namespace, taskQueue, federation, project, cachedExecutions } = settings;
  const activities = createActivities({ federation, now: () => Date.now(), planOf: (name) => planOf(project(), name) });
  return {
    connection,
    namespace,
    taskQueue,
    activities: { ...activities },
    dataConverter,
    shutdownGraceTime: '10s',
    shutdownForceTime: '20s',
    ...(cachedExecutions === undefined ? {} : { maxCachedWorkflows: cachedExecutions }),
    ...workflowSource(),
  };
}

function planOf(project: Project, name: string): ResolvedPlan | { problem: string } {
  const compiled = project.plans.get(name);
  if (compiled === undefined) {
    const known = [...project.plans.keys()].sort().join(', ');
    return { problem: `There is no definition "${name}" here. Known: ${known === '' ? 'none' : known}.` };
  }
  if (compiled.skipped.length > 0) {
    return {
      problem: `"${name}" was compiled without its tools' schemas and cannot start: ${compiled.skipped.join(' ')}`,
    };
  }
  return { plan: compiled.plan, hash: compiled.planHash };
}

/** The bundle that the build wrote; from sources Temporal bundles on the spot. */
function workflowSource(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const bundle = fileURLToPath(
    new URL(isSource ? '../dist/workflow-bundle.js' : '../workflow-bundle.js', import.meta.url),
  );
  if (existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  return {
    workflowsPath: fileURLToPath(
      new URL(isSource ? '../workflows/index.ts' : '../workflows/index.js', import.meta.url),
    ),
  };
}

const isSource = import.meta.url.endsWith('.ts');
