import type { Client } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import { reduceView } from '../../plan/view-reducer.ts';
import { VIEW_QUERY } from '../../plan/messages.ts';
import { ownershipOf } from '../../plan/ownership.ts';
import type { Ownership } from '../../plan/ownership.ts';
import type { ExecutionFailureView, ExecutionView } from '../../plan/view.ts';
import type { Claim } from '../operations/ports.ts';
import { isImpossibleName, isNotFound } from './errors.ts';
import { createHistoryFold } from './fold-history.ts';
import { readHistory } from './history.ts';
import { claimOf, readMemo } from './owner.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { viewStatus } from './status.ts';
import { parseActivityId } from './step-paths.ts';

export interface Description {
  runId: string;
  status: ExecutionView['status'];
  definition: string;
  startedAt: string;
  finishedAt: string | null;
  owner: Ownership;
  claim: Claim | null;
  /** Attempts of calls under way, by activity id. */
  pending: { activityId: string; attempt: number }[];
}

/** The latest run of an id, or the named one; null when there is none. */
export async function describe(client: Client, id: string, runId?: string): Promise<Description | null> {
  const { namespace } = client.options;
  try {
    const answer = await client.workflowService.describeWorkflowExecution({
      namespace,
      execution: { workflowId: id, runId },
    });
    const info = answer.workflowExecutionInfo;
    const memo = await readMemo(client, info?.memo);
    return {
      owner: ownershipOf(memo),
      claim: claimOf(memo),
      runId: info?.execution?.runId ?? '',
      status: viewStatus(info?.status),
      definition: info?.type?.name ?? '',
      startedAt: (optionalTsToDate(info?.startTime) ?? new Date(0)).toISOString(),
      finishedAt: optionalTsToDate(info?.closeTime)?.toISOString() ?? null,
      pending: answer.pendingActivities.map(({ activityId, attempt }) => ({
        activityId: activityId ?? '',
        attempt: attempt ?? 1,
      })),
    };
  } catch (error) {
    if (isNotFound(error) || isImpossibleName(error)) return null;
    throw error;
  }
}

export interface ViewRequest {
  id: string;
  runId: string | undefined;
  uiAddress: string | undefined;
  /** From the history alone. */
  isQuick: boolean;
}

/** The view folded from the history; what only a live worker knows is added when one answers. */
export async function viewExecution(
  client: Client,
  { id, runId, uiAddress, isQuick }: ViewRequest,
): Promise<ExecutionView | null> {
  const description = await describe(client, id, runId);
  if (description === null) return null;
  const fold = createHistoryFold(id);
  let last: RecordedEvent | null = null;
  for await (const event of readHistory(client, { id, runId: description.runId, isLive: false })) {
    fold.push(event);
    last = event;
  }
  const folded = fold.view() ?? withoutPlan(id, description, last);
  const attempted = description.pending.reduce(addAttempts, folded);
  const view = description.status === 'running' && !isQuick ? await addWaits(client, attempted) : attempted;
  return dress(view, description.owner, links(uiAddress, client.options.namespace, view));
}

/** Adds what the history itself does not say. */
export function dress(view: ExecutionView, owner: Ownership, places: ExecutionView['links']): ExecutionView {
  return { ...view, tenant: owner.tenant, startedBy: owner.startedBy, links: places };
}

function addAttempts(view: ExecutionView, { activityId, attempt }: Description['pending'][number]): ExecutionView {
  const { path, direction } = parseActivityId(activityId);
  if (direction !== 'forward') return view;
  return reduceView(view, { type: 'step_attempt', path: path.replace(/~fallback$/, ''), attempts: attempt });
}

/** What waits, and which verbs it takes, is exact in the workflow's own state only. */
async function addWaits(client: Client, view: ExecutionView): Promise<ExecutionView> {
  if (view.steps.length === 0) return view;
  const own = await askWorkflow(client, view).catch(() => null);
  if (own === null) return view;
  const { waitingFor } = own;
  const states = new Map(own.steps.map(({ path, status }) => [path, status]));
  const steps = view.steps.map((row) => {
    const status = states.get(row.path);
    return status === 'waiting' || status === 'parked' ? { ...row, status } : row;
  });
  return { ...view, steps, waitingFor, sagaState: own.sagaState };
}

const QUERY_MS = 2_000;

async function askWorkflow(client: Client, { id, runId }: ExecutionView): Promise<ExecutionView | null> {
  return client.connection.withDeadline(Date.now() + QUERY_MS, () =>
    client.workflow.getHandle(id, runId).query<ExecutionView | null>(VIEW_QUERY),
  );
}

/** An execution whose history holds no plan: it has just been made, or was refused. */
function withoutPlan(id: string, description: Description, last: RecordedEvent | null): ExecutionView {
  const { runId, status, definition, startedAt, finishedAt, owner } = description;
  return {
    id,
    runId,
    definition,
    version: 0,
    planHash: '',
    tenant: owner.tenant,
    startedBy: owner.startedBy,
    status,
    sagaState: 'none',
    startedAt,
    finishedAt,
    steps: [],
    output: null,
    failure: failureOf(last),
    waitingFor: [],
    decisions: [],
    links: {},
  };
}

function failureOf(last: RecordedEvent | null): ExecutionFailureView | null {
  const rest = { step: null, cause: null, compensated: [], notCompensated: [] };
  if (last?.kind === 'failed') return { ...last.failure, ...rest };
  if (last?.kind === 'terminated') return { type: 'Terminated', message: last.reason, ...rest };
  if (last?.kind === 'canceled') return { type: 'Canceled', message: 'The execution was canceled.', ...rest };
  return null;
}

export function links(
  uiAddress: string | undefined,
  namespace: string,
  { id, runId }: Pick<ExecutionView, 'id' | 'runId'>,
): ExecutionView['links'] {
  return uiAddress === undefined ? {} : { temporal: executionLink(uiAddress, namespace, id, runId) };
}

/** Where Temporal's web UI shows an execution. */
function executionLink(uiAddress: string, namespace: string, id: string, runId: string): string {
  return `${uiAddress}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(id)}/${runId}/history`;
}
