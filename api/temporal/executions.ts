import { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { ConnectionLike, DataConverter } from '@temporalio/client';
import { readEnd, readStart } from '../../activities/past/history.ts';
import { isRefusal } from '../../plan/failure-types.ts';
import { previousExecution } from '../../activities/past/previous.ts';
import type { Previous } from '../../activities/past/previous.ts';
import { remainsOf } from '../../activities/past/remains.ts';
import { describeRun } from '../../activities/past/runs.ts';
import type { RunState } from '../../activities/past/runs.ts';
import type { JsonObject } from '../../plan/json.ts';
import { DEFAULT_TENANT } from '../../plan/ownership.ts';
import { OperationError } from '../operations/errors.ts';
import { unknownExecution } from '../operations/look.ts';
import type { Executions, ExecutionChange, ExecutionOwner, PastExecution } from '../operations/ports.ts';
import { guarded, isNotFound, translate } from './errors.ts';
import { createHistoryFold } from './fold-history.ts';
import { readHistory } from './history.ts';
import { listExecutions } from './list.ts';
import { findClaimed } from './owner.ts';
import { startOnTemporal } from './start.ts';
import { describe, dress, links, viewExecution } from './view.ts';
import type { Description } from './view.ts';

export interface TemporalExecutionsOptions {
  connection: ConnectionLike;
  namespace: string;
  taskQueue: string;
  /** The one converter that workers use too. */
  dataConverter: DataConverter;
  /** Where Temporal's web UI is, for links; undefined when it is not known. */
  uiAddress: string | undefined;
}

/** Executions on Temporal. Reads histories, so that running, closed and continued executions are seen without a live worker. */
export function createTemporalExecutions(options: TemporalExecutionsOptions): Executions {
  const { connection, namespace, taskQueue, dataConverter, uiAddress } = options;
  const client = new Client({ connection, namespace, dataConverter });
  const asked = <T>(request: () => Promise<T>): Promise<T> =>
    guarded(() => connection.withDeadline(Date.now() + REQUEST_MS, request));
  return {
    past: (id) => asked(() => readPast(client, id)),
    owner: (id, runId) => asked(() => readOwner(client, id, runId)),
    claimed: (keyDigest) => asked(() => findClaimed(client, taskQueue, keyDigest)),
    links: (id, runId) => links(uiAddress, namespace, { id, runId }),
    check: () => guarded(() => checkNamespace(client)),
    start: (request) => asked(() => startOnTemporal(client, taskQueue, request)),
    view: (id, runId, { isQuick } = { isQuick: false }) =>
      asked(() => viewExecution(client, { id, runId, uiAddress, isQuick })),
    follow: (id, { runId, signal }) => follow(client, { id, runId, signal, uiAddress }),
    list: (query) => asked(() => listExecutions(client, taskQueue, query)),
    update: (id, name, argument) => tell(client, id, () => update(client, id, name, argument)),
    signal: (id, name, payload) => tell(client, id, () => client.workflow.getHandle(id).signal(name, payload)),
    cancel: (id) =>
      tell(client, id, async () => {
        await client.workflow.getHandle(id).cancel();
      }),
    hasWorker: () => asked(() => hasWorker(client, taskQueue)),
  };
}

/** The client repeats a request that did not get through until then; who asks wants to know it before. */
const REQUEST_MS = 10_000;

async function readPast(client: Client, id: string): Promise<PastExecution | null> {
  const latest = await describeRun(client, id);
  if (latest === null) return null;
  const last = await lastThatBegan(client, latest);
  if (last === null) return null;
  const { run, failureType } = last;
  const { status } = run;
  const described = await describe(client, id, run.runId);
  const isOver = status !== 'running' && status !== 'continued' && status !== 'completed';
  return {
    runId: run.runId,
    status: status === 'continued' ? 'running' : status,
    failureType,
    tenant: described?.owner.tenant ?? DEFAULT_TENANT,
    remains: isOver ? await remainsOf(client, run, failureType, () => undefined) : { kind: 'nothing' },
    input: (await readStart(client, run))?.input ?? null,
  };
}

/** What was refused before its first step says nothing about the execution before it. */
async function lastThatBegan(client: Client, run: RunState): Promise<Previous | null> {
  const failureType = run.status === 'failed' ? ((await readEnd(client, run))?.failureType ?? null) : null;
  return isRefusal(failureType) ? previousExecution(client, run, () => undefined) : { run, failureType };
}

async function readOwner(client: Client, id: string, runId: string | undefined): Promise<ExecutionOwner | null> {
  const description = await describe(client, id, runId);
  if (description === null) return null;
  const { owner, definition, status, claim } = description;
  return { runId: description.runId, definition, status, tenant: owner.tenant, startedBy: owner.startedBy, claim };
}

interface Following {
  id: string;
  runId: string | undefined;
  signal: AbortSignal | undefined;
  uiAddress: string | undefined;
}

async function* follow(client: Client, { id, signal, uiAddress, ...from }: Following): AsyncGenerator<ExecutionChange> {
  try {
    const { owner, ...beginning } = await latest(client, id, from.runId);
    let { runId } = beginning;
    const fold = createHistoryFold(id);
    const dressed = (change: ExecutionChange): ExecutionChange => {
      const { view } = change;
      return { ...change, view: dress(view, owner, links(uiAddress, client.options.namespace, view)) };
    };
    for (;;) {
      let next: string | null = null;
      for await (const event of readHistory(client, { id, runId, isLive: true, signal })) {
        for (const change of fold.push(event)) yield dressed(change);
        if (event.kind === 'continued') next = event.nextRunId;
      }
      if (next === null) return;
      runId = next;
    }
  } catch (error) {
    throw isNotFound(error) ? unknownExecution(id) : translate(error);
  }
}

async function latest(client: Client, id: string, runId?: string): Promise<Description> {
  const description = await describe(client, id, runId);
  if (description === null) throw unknownExecution(id);
  return description;
}

/** A request to a running execution: one that is over, or never was, is said so. */
async function tell(client: Client, id: string, request: () => Promise<void>): Promise<void> {
  await guarded(async () => {
    const { status } = await latest(client, id);
    const closed = new OperationError(
      'execution-closed',
      `"${id}" is over (${status}): nothing can be said to it any more.`,
    );
    if (status !== 'running') throw closed;
    try {
      await request();
    } catch (error) {
      throw isNotFound(error) ? closed : error;
    }
  });
}

const { TASK_QUEUE_TYPE_WORKFLOW } = proto.temporal.api.enums.v1.TaskQueueType;

/** An Update is answered as soon as a worker has taken it. */
const UPDATE_MS = 15_000;

async function update(client: Client, id: string, name: string, argument: JsonObject): Promise<void> {
  await client.connection.withDeadline(Date.now() + UPDATE_MS, () =>
    client.workflow.getHandle(id).executeUpdate<undefined, [JsonObject]>(name, { args: [argument] }),
  );
}

/** A probe wants its answer soon. */
const CHECK_MS = 2_000;

async function checkNamespace(client: Client): Promise<void> {
  const { namespace } = client.options;
  await client.connection.withDeadline(Date.now() + CHECK_MS, () =>
    client.workflowService.describeNamespace({ namespace }),
  );
}

async function hasWorker(client: Client, taskQueue: string): Promise<boolean> {
  const { namespace } = client.options;
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: TASK_QUEUE_TYPE_WORKFLOW,
  });
  return pollers.length > 0;
}
