import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  Client,
  Connection,
  WorkflowFailedError,
  type WorkflowHandle,
  type WorkflowHandleWithFirstExecutionRunId,
} from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { FederationEvent } from '../../federation/federation.ts';
import type { Json } from '../../plan/json.ts';
import { VIEW_QUERY } from '../../plan/messages.ts';
import type { ExecutionView } from '../../plan/view.ts';
import { createLog } from '../../project/log.ts';
import { LOCK_FILE, readProject, type Project } from '../../project/project.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { projectFederation, withLiveCatalog, type Environment } from '../../project/servers.ts';
import { startWorker, type RunningWorker, type WorkerSettings } from '../../worker/start-worker.ts';
import { dataConverter as standard } from './data-converter.ts';
import { asLongAsItMoves, movesOf, whileItMoves } from './progress.ts';
import { testTemporal } from './temporal.ts';

export interface ProjectFiles {
  /** Text of platform.yaml; without it the folder's own is used. */
  platform?: string;
  /** One YAML text a definition. */
  definitions?: string[];
  /** Text of tools.lock.json; without it the servers are asked. */
  lock?: string;
  /** A folder that is there already, instead of a new one. */
  folder?: string;
  environment?: Environment;
  /** Where the sample servers keep their journals. */
  samplesDir?: string;
  /** Settings of the worker; its client has the same converter. */
  worker?: Partial<Pick<WorkerSettings, 'dataConverter' | 'interceptors' | 'sinks' | 'cache' | 'cachedExecutions'>>;
}

/** How an execution ended. */
export type End =
  | { ok: true; output: Json }
  | { ok: false; type: string; message: string; details: Details | null; cause: string | null };

interface Details {
  step: string | null;
  cause: { type: string; message: string } | null;
  compensated: string[];
  notCompensated: string[];
}

export interface TestProject {
  folder: string;
  taskQueue: string;
  client: Client;
  events: FederationEvent[];
  project(): Project;
  start(definition: string, input?: Json, id?: string): Promise<WorkflowHandleWithFirstExecutionRunId>;
  run(definition: string, input?: Json, id?: string): Promise<End>;
  /** Reads the folder again, after writing these definitions into it. */
  reload(...definitions: string[]): Promise<void>;
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
  close(): Promise<void>;
}

let isInstalled = false;

/** A project folder with its servers and a worker on a task queue of its own, in this process. */
export async function openTestProject(files: ProjectFiles, temporal = testTemporal()): Promise<TestProject> {
  if (!isInstalled) installRuntime(createLog('silent'));
  isInstalled = true;
  const folder = files.folder ?? (await mkdtemp(join(tmpdir(), 'sagaflow-project-')));
  if (files.platform !== undefined) await writeFile(join(folder, 'platform.yaml'), files.platform);
  if (files.lock !== undefined) await writeFile(join(folder, LOCK_FILE), files.lock);
  if (files.definitions !== undefined) await writeDefinitions(folder, files.definitions);

  const { address, namespace } = temporal;
  const connection = await Connection.connect({ address });
  const { dataConverter = standard } = files.worker ?? {};
  const client = new Client({ connection, namespace, dataConverter });
  const taskQueue = `test-${randomUUID()}`;
  const events: FederationEvent[] = [];
  let current = await readProject({ cwd: folder });
  const { samplesDir } = files;
  const samples: Record<string, string> = samplesDir === undefined ? {} : { SAGAFLOW_SAMPLES_DIR: samplesDir };
  const federation = projectFederation(
    current,
    { ...process.env, ...files.environment },
    (event) => events.push(event),
    samples,
  );
  let worker: RunningWorker | null = null;

  const complete = async (): Promise<void> => {
    current = await withLiveCatalog(await readProject({ cwd: folder }), federation);
  };
  const start = (definition: string, input: Json = {}, id: string = randomUUID()) =>
    client.workflow.start(definition, { taskQueue, workflowId: `${definition}/${id}`, args: [input] });
  const project: TestProject = {
    folder,
    taskQueue,
    client,
    events,
    project: () => current,
    start,
    run: async (definition, input, id) => endOf(await start(definition, input, id)),
    async reload(...definitions) {
      await rm(join(folder, 'definitions'), { recursive: true, force: true });
      await writeDefinitions(folder, definitions);
      await complete();
    },
    async startWorker() {
      const connectionOptions = { address };
      const settings = { connectionOptions, namespace, taskQueue, project: () => current, federation };
      worker = await startWorker({ ...settings, ...files.worker, dataConverter });
    },
    async stopWorker() {
      await worker?.shutdown();
      worker = null;
    },
    async close() {
      await project.stopWorker();
      await federation.close();
      await connection.close();
      if (files.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
  if (current.skipped.length > 0) await complete();
  await project.startWorker();
  return project;
}

async function writeDefinitions(folder: string, definitions: string[]): Promise<void> {
  const dir = join(folder, 'definitions');
  await mkdir(dir, { recursive: true });
  const taken = (await readdir(dir)).length;
  for (const [index, text] of definitions.entries()) {
    const path = join(dir, `definition-${taken + index}.yaml`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

/** The end of an execution, whatever it is. */
export async function endOf(handle: Pick<WorkflowHandle, 'workflowId' | 'result' | 'describe'>): Promise<End> {
  try {
    const result = handle.result() as Promise<Json>;
    return {
      ok: true,
      output: await asLongAsItMoves(`the end of ${handle.workflowId}`, result, () => movesOf(handle)),
    };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const failure = error.cause;
    const isKnown = failure instanceof ApplicationFailure || failure instanceof CancelledFailure;
    return {
      ok: false,
      type: failure instanceof ApplicationFailure ? (failure.type ?? '') : (failure?.name ?? ''),
      message: failure?.message ?? '',
      details: isKnown ? ((failure.details?.[0] as Details | undefined) ?? null) : null,
      cause: failure?.cause instanceof Error ? failure.cause.message : null,
    };
  }
}

export async function viewOf(handle: WorkflowHandle): Promise<ExecutionView> {
  // Null until the plan is there.
  return whileItMoves(`a view of ${handle.workflowId}`, async () => {
    const view = await handle.query<ExecutionView | null>(VIEW_QUERY);
    if (view !== null) return { found: view };
    const { status } = await handle.describe();
    if (status.name === 'RUNNING') return { seen: await movesOf(handle) };
    throw new Error(`It ended before it had a view: ${JSON.stringify(await endOf(handle))}`);
  });
}

/** Asks for the view until it shows something, as long as anything moves. */
export async function waitForView(
  handle: WorkflowHandle,
  shows: (view: ExecutionView) => boolean,
): Promise<ExecutionView> {
  return whileItMoves(`what the view of ${handle.workflowId} is to show`, async () => {
    const view = await viewOf(handle);
    return shows(view) ? { found: view } : { seen: JSON.stringify(view) };
  });
}

/** The execution once it waits for somebody. */
export async function waitForWait(handle: WorkflowHandle): Promise<ExecutionView['waitingFor'][number]> {
  const view = await waitForView(handle, ({ waitingFor }) => waitingFor.length > 0);
  const [wait] = view.waitingFor;
  if (wait === undefined) throw new Error('It waits for nobody.');
  return wait;
}
