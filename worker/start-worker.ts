import type { DataConverter } from '@temporalio/common';
import { NativeConnection, Worker, type NativeConnectionOptions, type WorkerOptions } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { createOutputCache, type OutputCache } from '../activities/output-cache.ts';
import type { NoPlan, ResolvedPlan } from '../activities/resolve-plan.ts';
import type { Federation } from '../federation/federation.ts';
import { sayPending } from '../project/not-compiled.ts';
import type { Project } from '../project/project.ts';
import type { MissingAttributes } from '../workflows/search-attributes.ts';
import { workflowCode } from './workflow-code.ts';

export interface WorkerSettings {
  connectionOptions: NativeConnectionOptions;
  namespace: string;
  taskQueue: string;
  /** Asked at every start with business input only: definitions can change while the worker runs. */
  project: () => Project;
  federation: Federation;
  /** The one of all clients too. */
  dataConverter: DataConverter;
  /** Temporal's, for clients of activities, activities and workflows; those of workflows are named by the paths of their modules. */
  interceptors?: WorkerOptions['interceptors'];
  /** What workflow interceptors can call outside of the isolate. */
  sinks?: WorkerOptions['sinks'];
  /** Outputs that steps allow to be used again. Default: one of this worker alone, in memory. */
  cache?: OutputCache;
  /** Search attributes that the namespace does not have: its executions do without. Default: none is missing. */
  missingAttributes?: MissingAttributes;
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
  const worker = await Worker.create(await workerOptions(settings, connection));
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

async function workerOptions(settings: WorkerSettings, connection: NativeConnection): Promise<WorkerOptions> {
  const { namespace, taskQueue, federation, project, dataConverter, interceptors, sinks, cachedExecutions } = settings;
  const now = (): number => Date.now();
  const cache = settings.cache ?? createOutputCache(now);
  // They are part of the code, and Temporal warns when it is told of them a second time.
  const { workflowModules = [], ...outside } = interceptors ?? {};
  return {
    connection,
    namespace,
    taskQueue,
    activities: { ...createActivities({ federation, cache, now, planOf: (name) => planOf(project(), name) }) },
    dataConverter,
    interceptors: outside,
    ...(sinks === undefined ? {} : { sinks }),
    // Temporal holds heartbeats back for most of their timeout, which is up to a minute. They carry what a tool says of its progress, and
    // people look at that while the call runs.
    maxHeartbeatThrottleInterval: '2s',
    shutdownGraceTime: '10s',
    shutdownForceTime: '20s',
    ...(cachedExecutions === undefined ? {} : { maxCachedWorkflows: cachedExecutions }),
    workflowBundle: await workflowCode({
      dataConverter,
      interceptorModules: workflowModules,
      missingAttributes: settings.missingAttributes ?? new Set(),
    }),
  };
}

function planOf(project: Project, name: string): ResolvedPlan | NoPlan {
  const compiled = project.plans.get(name);
  if (compiled === undefined) {
    const known = [...project.plans.keys()].sort().join(', ');
    return {
      problem: `There is no definition "${name}" here. Known: ${known === '' ? 'none' : known}.`,
      isPending: false,
    };
  }
  if (compiled.skipped.length > 0) {
    return { problem: `${sayPending(project, compiled)} ${REMEDY}`, isPending: true };
  }
  return { plan: compiled.plan, hash: compiled.planHash };
}

const REMEDY =
  'Nothing was done yet. It goes on by itself when the server is back; "sagaflow doctor" says what is wrong there, and with a tools.lock.json ("sagaflow lock") no start waits for a server.';
