import type { Client } from '@temporalio/client';
import { LRUCache } from 'lru-cache';
import { RunReader, type RecordedChange, type RunBeginning } from '../../history/read-run.ts';
import { readFailure } from '../../history/facts-alone/close-facts.ts';
import { describeRun, type RunState } from '../../history/reading/describe.ts';
import { decodePage } from '../../history/reading/facts.ts';
import { readPages } from '../../history/reading/pages.ts';
import { executionStatus } from '../../history/reading/status.ts';
import { ownershipOf } from '../../plan/ownership.ts';
import { parseActivityId } from '../../plan/path.ts';
import { createViewFold, type ViewFold } from '../../plan/view/fold.ts';
import { isOpen, type ExecutionView, type StepView } from '../../plan/view.ts';
import { withChildWaits } from './child-waits.ts';
import { withRecovery } from './recovery.ts';

/** Views of closed runs, which never change: by run id. */
export type ClosedViews = LRUCache<string, ExecutionView>;

export function createClosedViews(): ClosedViews {
  return new LRUCache({ maxSize: MAX_KEPT_ROWS, sizeCalculation: ({ steps }) => steps.length + 1 });
}

/** Rows of all kept views together; a row takes about half a kilobyte. */
const MAX_KEPT_ROWS = 50_000;

export interface ViewRequest {
  id: string;
  runId: string | undefined;
  linksOf: (runId: string) => ExecutionView['links'];
}

/** The view of the latest run of an id, or of the named one, from its history; null when there is none. */
export async function viewExecution(
  client: Client,
  kept: ClosedViews,
  { id, runId, linksOf }: ViewRequest,
): Promise<ExecutionView | null> {
  const described = await describeRun(client, id, runId);
  if (described === null) return null;
  const view = await ownView(client, kept, described, linksOf(described.runId));
  if (!isOpen(view.status)) return withRecovery(client, described, view);
  return withChildWaits({ view, children: described.children }, async (child) => {
    const inside = await describeRun(client, child);
    if (inside === null) return null;
    return { view: await ownView(client, kept, inside, {}), children: inside.children };
  });
}

async function ownView(
  client: Client,
  kept: ClosedViews,
  described: RunState,
  links: ExecutionView['links'],
): Promise<ExecutionView> {
  const known = kept.get(described.runId);
  if (known !== undefined) return { ...known, links };
  const view = await readView(client, described, links);
  if (!isOpen(view.status)) kept.set(described.runId, view);
  return view;
}

async function readView(client: Client, described: RunState, links: ExecutionView['links']): Promise<ExecutionView> {
  const { workflowId, runId } = described;
  const reader = new RunReader({ namespace: client.options.namespace, workflowId, runId });
  let begun: Begun | null = null;
  for await (const events of readPages(client, { workflowId, runId })) {
    const changes = await reader.push(await decodePage(client, events, { readsRequests: false }));
    begun = applyAll(begun, changes, reader.beginning(), (beginning) => beginFold(beginning, described, links));
  }
  const last = await reader.flush();
  begun = applyAll(begun, last, reader.beginning(), (beginning) => beginFold(beginning, described, links));
  const fold = begun?.fold ?? null;
  return fold === null ? withoutPlan(described, reader, links) : withLater(fold, reader, described);
}

interface Begun {
  hash: string;
  fold: ViewFold;
}

/** `beginning` is as the changes left it: they may be what tells the plan, also the one that was waited for. */
function applyAll(
  before: Begun | null,
  changes: readonly RecordedChange[],
  beginning: RunBeginning | null,
  begin: (beginning: RunBeginning) => ViewFold,
): Begun | null {
  if (beginning === null) return before;
  const { hash } = beginning.given;
  const begun = before?.hash === hash ? before : { hash, fold: begin(beginning) };
  for (const { event } of changes) begun.fold.apply(event);
  return begun;
}

function beginFold(
  { given, startedAt }: RunBeginning,
  { workflowId: id, runId, memo }: RunState,
  links: ExecutionView['links'],
): ViewFold {
  return createViewFold(given.plan, { id, runId, planHash: given.hash, startedAt, owner: ownershipOf(memo), links });
}

/** What the workflow itself does not know: calls that have ended since, and attempts and progress of those under way. */
function withLater(fold: ViewFold, reader: RunReader, { pending }: RunState): ExecutionView {
  for (const event of reader.later()) fold.apply(event);
  const underWay = new Map<string, Pick<StepView, 'progress' | 'pause'>>();
  for (const { activityId, attempt, progress, pause } of pending) {
    const { path, direction } = parseActivityId(activityId);
    const row = fold.step(path);
    if (row === null) continue;
    if (direction === 'forward') fold.apply({ type: 'step_attempt', path, attempts: attempt });
    underWay.set(row.path, { progress: direction === 'forward' ? progress : null, pause });
  }
  return withCalls(fold.view(), underWay);
}

function withCalls(
  view: ExecutionView,
  underWay: ReadonlyMap<string, Pick<StepView, 'progress' | 'pause'>>,
): ExecutionView {
  if (underWay.size === 0) return view;
  const steps = view.steps.map((row) => {
    const call = underWay.get(row.path);
    if (call === undefined) return row;
    const { progress, pause } = call;
    return { ...row, progress: row.status === 'running' ? progress : null, pause };
  });
  return { ...view, steps };
}

/** An execution whose history holds no plan: it has just been made, or was refused. */
function withoutPlan(
  { workflowId: id, runId, status, pause, definition, startedAt, closedAt, memo }: RunState,
  reader: RunReader,
  links: ExecutionView['links'],
): ExecutionView {
  const end = reader.end();
  return {
    id,
    runId,
    definition,
    version: 0,
    planHash: '',
    ...ownerOf(memo),
    status: executionStatus(status),
    pause,
    sagaState: 'none',
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: closedAt === null ? null : new Date(closedAt).toISOString(),
    steps: [],
    output: null,
    failure: end?.kind === 'ended' && end.status !== 'completed' ? readFailure(end) : null,
    waitingFor: [],
    decisions: [],
    notices: [],
    noticeCount: 0,
    recovery: null,
    links,
  };
}

function ownerOf(memo: RunState['memo']): Pick<ExecutionView, 'tenant' | 'startedBy'> {
  const { tenant, startedBy } = ownershipOf(memo);
  return { tenant, startedBy };
}

export function executionLinks(
  uiAddress: string | undefined,
  namespace: string,
  id: string,
  runId: string,
): ExecutionView['links'] {
  if (uiAddress === undefined) return {};
  // Where Temporal's web UI shows an execution.
  const place = `${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(id)}/${runId}/history`;
  return { temporal: `${uiAddress}/namespaces/${place}` };
}
