import { createLog, logServers } from '../project/log.ts';
import { installRuntime } from '../worker/runtime.ts';
import { startWorker } from '../worker/start-worker.ts';
import type { RunningWorker, WorkerSettings } from '../worker/start-worker.ts';
import { CommandError } from './context.ts';
import type { Context } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { taskQueueOf } from './settings/temporal-place.ts';
import { checkAttributes } from './check-attributes.ts';
import { connectTemporal } from '../cli/temporal/connect.ts';
import { keepReconciler, wantsReconciler } from './keep-reconciler.ts';
import { openLiveProject } from './live-project.ts';
import type { LiveProject } from './live-project.ts';
import { logLevel } from './settings/log-level.ts';
import { metricsAddressOf } from './settings/metrics-address.ts';
import { whenAborted } from './when-aborted.ts';

/** The worker as a process of its own, until SIGTERM; calls under way are let end. */
export async function runWorker(context: Context): Promise<number> {
  const { environment, signal } = context;
  const log = createLog(logLevel(context, 'info'));
  const reconciles = wantsReconciler(context);
  installRuntime(log, { metricsAddress: metricsAddressOf(environment) });
  const target = await connectTemporal({ environment });
  const live = await openLiveProject(context, { log: logServers(log) });
  try {
    const missingAttributes = await checkAttributes(target, (line) => {
      log.warn(line);
    });
    const { connectionOptions, namespace } = target;
    const taskQueue = taskQueueOf(environment);
    const worker = await openWorker(context, live, { connectionOptions, namespace, missingAttributes });
    await keepReconciler(context, reconciles, target, taskQueue);
    const definitions = [...live.project().plans.keys()].sort();
    log.info({ address: connectionOptions.address, namespace, taskQueue, definitions }, 'worker is ready');
    const failed = worker.finished.catch((error: unknown) => {
      throw new CommandError(
        EXIT.error,
        `The worker failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
    await Promise.race([whenAborted(signal), failed]);
    await worker.shutdown();
    log.info('worker has stopped');
    return EXIT.completed;
  } finally {
    await live.close();
    await target.connection.close();
  }
}

export type WorkerTarget = Required<Pick<WorkerSettings, 'connectionOptions' | 'namespace' | 'missingAttributes'>>;

/** The worker of a live project on a Temporal server, with the task queue and the data converter of this process's clients. */
export function openWorker(
  { environment, dataConverter }: Pick<Context, 'environment' | 'dataConverter'>,
  { project, federation }: Pick<LiveProject, 'project' | 'federation'>,
  { connectionOptions, namespace, missingAttributes }: WorkerTarget,
): Promise<RunningWorker> {
  const taskQueue = taskQueueOf(environment);
  return startWorker({
    connectionOptions,
    namespace,
    taskQueue,
    project,
    federation,
    dataConverter,
    missingAttributes,
  });
}
