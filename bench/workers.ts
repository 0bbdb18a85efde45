import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { createOutputCache } from '../activities/output-cache.ts';
import type { Federation } from '../federation/contract.ts';
import { startWorker } from '../worker/start-worker.ts';
import { createDataConverter } from '../workflows/data-converter.ts';

export type Side = 'definition' | 'hand-written';

export const SIDES: readonly Side[] = ['definition', 'hand-written'];

/** Each side has its own task queue, so both workers can run at the same time on one server. */
export function taskQueueOf(side: Side): string {
  return `bench-${side}`;
}

export interface WorkerPlace {
  address: string;
  namespace: string;
  federation: Federation;
  /** The hand-written workflow, bundled. */
  bundlePath: string;
}

export interface BenchWorker {
  shutdown(): Promise<void>;
}

/** The project's own worker, or one with the hand-written workflow: same activities, same options. */
export async function startSide(side: Side, place: WorkerPlace): Promise<BenchWorker> {
  return side === 'definition' ? startDefinitionSide(place) : startHandWrittenSide(place);
}

function startDefinitionSide({ address, namespace, federation }: WorkerPlace): Promise<BenchWorker> {
  return startWorker({
    connectionOptions: { address },
    namespace,
    taskQueue: taskQueueOf('definition'),
    project: () => {
      throw new Error('Every execution here is started with its plan.');
    },
    federation,
    dataConverter: createDataConverter(),
  });
}

async function startHandWrittenSide({ address, namespace, federation, bundlePath }: WorkerPlace): Promise<BenchWorker> {
  const connection = await NativeConnection.connect({ address });
  const problem = 'There are no definitions here.';
  const now = (): number => Date.now();
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: taskQueueOf('hand-written'),
    activities: {
      ...createActivities({
        federation,
        cache: createOutputCache(now),
        now,
        planOf: () => ({ problem, isPending: false }),
      }),
    },
    dataConverter: createDataConverter(),
    shutdownGraceTime: '10s',
    shutdownForceTime: '20s',
    workflowBundle: { codePath: bundlePath },
  });
  const finished = worker.run().finally(() => connection.close());
  return {
    async shutdown() {
      worker.shutdown();
      await finished;
    },
  };
}

export interface Bundle {
  path: string;
  remove(): Promise<void>;
}

/** Bundles the hand-written workflow that has our activities, and so our payloads. */
export function bundleHandWritten(): Promise<Bundle> {
  const path = fileURLToPath(new URL('hand-written.ts', import.meta.url));
  return bundleWorkflow(path, createDataConverter().payloadConverterPath);
}

/** Bundles a workflow into a folder of its own; `remove` takes it away. */
export async function bundleWorkflow(workflowsPath: string, payloadConverterPath?: string): Promise<Bundle> {
  const logger = new DefaultLogger('WARN');
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    logger,
    ...(payloadConverterPath !== undefined && { payloadConverterPath }),
  });
  const folder = await mkdtemp(join(tmpdir(), 'sagaflow-bench-'));
  const path = join(folder, 'hand-written.js');
  await writeFile(path, code);
  return { path, remove: () => rm(folder, { recursive: true }) };
}
