import { Client, WorkflowUpdateFailedError } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { ConnectionLike, DataConverter } from '@temporalio/client';
import { isRefusal } from '../../plan/failure-types.ts';
import { readData } from '../../history/data/read-data.ts';
import { previousExecution, type Previous } from '../../history/past/previous.ts';
import { remainsOf } from '../../history/past/remains.ts';
import { describeRun, type RunState } from '../../history/reading/describe.ts';
import { readEnd, readStart } from '../../history/reading/facts.ts';
import { readFirstPlan } from '../../history/reading/first-plan.ts';
import { isNotFound } from '../../history/reading/gone.ts';
import { executionStatus } from '../../history/reading/status.ts';
import type { JsonObject } from '../../plan/json.ts';
import type { ExecutionStatus } from '../../plan/view.ts';
import { ownershipOf } from '../../plan/ownership.ts';
import { isOpen, pauseText, type PauseView } from '../../plan/view.ts';
import type { MissingAttributes } from '../../workflows/search-attributes.ts';
import { OperationError, unknownExecution } from '../operations/errors.ts';
import type { Executions, ExecutionOwner, PastExecution } from '../operations/ports.ts';
import { guarded } from './errors.ts';
import { followRuns } from './follow.ts';
import { listExecutions } from './list.ts';
import { createLiveRuns } from './live-runs.ts';
import { claimOf, findClaimed } from './owner.ts';
import { startOnTemporal } from './start.ts';
import { createClosedViews, executionLinks, viewExecution } from './view.ts';

export interface TemporalExecutionsOptions {
  connection: ConnectionLike;
  namespace: string;
  taskQueue: string;
  /** The one converter that workers use too. */
  dataConverter: DataConverter;
  /** Search attributes that the namespace does not have; asked when one would be used. Default: none is missing. */
  missingAttributes?: () => Promise<MissingAttributes>;
  /** Where Temporal's web UI is, for links; undefined when it is not known. */
  uiAddress: string | undefined;
}

/** Executions on Temporal. Reads histories, so that running, closed and continued executions are seen without a live worker. */
export function createTemporalExecutions(options: TemporalExecutionsOptions): Executions {
  const { connection, namespace, taskQueue, dataConverter, uiAddress } = options;
  const { missingAttributes = () => Promise.resolve(NONE) } = options;
  const client = new Client({ connection, namespace, dataConverter });
  const asked = <T>(request: () => Promise<T>): Promise<T> =>
    guarded(() => connection.withDeadline(Date.now() + REQUEST_MS, request));
  const links: Executions['links'] = (id, runId) => executionLinks(uiAddress, namespace, id, runId);
  const closedViews = createClosedViews();
  const liveRuns = createLiveRuns(client);
  return {
    past: (id) => asked(() => readPast(client, id)),
    owner: (id, runId) => asked(() => readOwner(client, id, runId)),
    plan: (id, runId) =>
      asked(async () => (await readFirstPlan(client, { workflowId: id, runId }))?.plan?.plan ?? null),
    claimed: (keyDigest) => asked(async () => findClaimed(client, taskQueue, keyDigest, await missingAttributes())),
    links,
    check: () => guarded(() => checkNamespace(client)),
    start: (request) => asked(async () => startOnTemporal(client, taskQueue, request, await missingAttributes())),
    view: (id, runId) =>
      asked(() => viewExecution(client, closedViews, { id, runId, linksOf: (run) => links(id, run) })),
    data: (id, runId, request) =>
      guarded(() =>
        connection.withDeadline(Date.now() + DATA_MS, () => readData(client, { workflowId: id, runId }, request)),
      ),
    follow: (id, { runId, signal }) =>
      followRuns(client, liveRuns, { id, runId, signal, linksOf: (run) => links(id, run) }),
    list: (query) => asked(async () => listExecutions(client, taskQueue, query, await missingAttributes())),
    update: (id, name, argument) => tell(client, id, () => updateUnlessPaused(client, id, name, argument)),
    signal: (id, name, payload) => tell(client, id, () => client.workflow.getHandle(id).signal(name, payload)),
    cancel: (id) =>
      tell(client, id, async () => {
        await client.workflow.getHandle(id).cancel();
      }),
    hasWorker: () => asked(() => hasWorker(client, taskQueue)),
  };
}

const NONE: MissingAttributes = new Set();

/** The client repeats a request that did not get through until then; who asks wants to know it before. */
const REQUEST_MS = 10_000;

/** Whole histories are read, of several runs where an execution has gone on in new ones. */
const DATA_MS = 60_000;

async function readPast(client: Client, id: string): Promise<PastExecution | null> {
  const latest = await describeRun(client, id);
  if (latest === null) return null;
  const last = await lastThatBegan(client, latest);
  if (last === null) return null;
  const { run, failureType } = last;
  const { status } = run;
  const isOver = status !== 'continued' && status !== 'completed' && !isOpen(status);
  return {
    runId: run.runId,
    status: executionStatus(status),
    failureType,
    tenant: ownershipOf(run.memo).tenant,
    remains: isOver ? await remainsOf(client, run, failureType, () => undefined) : { kind: 'nothing' },
    input: (await readStart(client, run))?.input ?? null,
  };
}

/** What was refused before its first step says nothing about the execution before it. */
async function lastThatBegan(client: Client, run: RunState): Promise<Previous | null> {
  const failureType = run.status === 'failed' ? ((await readEnd(client, run))?.failure?.type ?? null) : null;
  return isRefusal(failureType) ? previousExecution(client, run, () => undefined) : { run, failureType };
}

async function readOwner(client: Client, id: string, runId: string | undefined): Promise<ExecutionOwner | null> {
  const described = await describeRun(client, id, runId);
  if (described === null) return null;
  const { definition, status, memo } = described;
  const { tenant, startedBy } = ownershipOf(memo);
  return {
    runId: described.runId,
    definition,
    status: executionStatus(status),
    tenant,
    startedBy,
    claim: claimOf(memo),
  };
}

/** A request to a running execution: one that is over, or never was, is said so. */
async function tell(client: Client, id: string, request: () => Promise<void>): Promise<void> {
  await guarded(async () => {
    const described = await describeRun(client, id);
    if (described === null) throw unknownExecution(id);
    const status = executionStatus(described.status);
    if (!isOpen(status)) throw closedAs(id, status);
    try {
      await request();
    } catch (error) {
      if (!isNotFound(error)) throw error;
      // It has ended since.
      const now = await describeRun(client, id);
      throw closedAs(id, now === null ? null : executionStatus(now.status));
    }
  });
}

/** A paused execution takes no Update: Temporal refuses it at once, or lets one that is under way wait. */
async function updateUnlessPaused(client: Client, id: string, name: string, argument: JsonObject): Promise<void> {
  try {
    await update(client, id, name, argument);
  } catch (error) {
    const pause = error instanceof WorkflowUpdateFailedError ? null : (await describeRun(client, id))?.pause;
    throw pause == null ? error : new OperationError('execution-paused', pausedSentence(id, pause), { cause: error });
  }
}

function pausedSentence(id: string, pause: PauseView): string {
  return `"${id}" is ${pauseText(pause)}, and takes no decision before it goes on. Unpause it, then decide: temporal workflow unpause --workflow-id '${id}'`;
}

/** The state that was read first may be of a moment before: nobody is told that what is over runs. */
function closedAs(id: string, status: ExecutionStatus | null): OperationError {
  const how = status === null || isOpen(status) ? '' : ` (${status})`;
  return new OperationError('execution-closed', `"${id}" is over${how}: nothing can be said to it any more.`);
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
