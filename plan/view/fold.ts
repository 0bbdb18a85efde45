import type { ExecutionEvent, Phase } from '../events.ts';
import { DEFAULT_TENANT, type Ownership } from '../ownership.ts';
import { isRefusal } from '../failure-types.ts';
import { concludes, DECISION_VERBS } from '../messages.ts';
import { isFallback, withoutFallback } from '../path.ts';
import type { Plan } from '../plan.ts';
import { settleRows } from './settle.ts';
import { createRows, type ViewRows } from './rows.ts';
import type { ExecutionFailureView, ExecutionView, PauseView, StepView, WaitView } from '../view.ts';

/** What is known of an execution when it starts. */
export interface Beginning {
  id: string;
  runId: string;
  planHash: string;
  /** ISO 8601. */
  startedAt: string;
  /** Without it nobody is known. */
  owner?: Pick<Ownership, 'tenant' | 'startedBy'>;
  links?: ExecutionView['links'];
}

/** A view without its steps. */
export type ViewHead = Omit<ExecutionView, 'steps'>;

/**
 * The view of one run of an execution while its events come in. The only place that says what people see: the workflow's Query folds its
 * own events with it, and so does whoever reads a history. An event costs the same however many steps there are.
 */
export interface ViewFold {
  apply(event: ExecutionEvent): void;
  /** As it is now; it stays as it is when more is applied. */
  view(): ExecutionView;
  head(): ViewHead;
  /** The row that an event about this path changes; null when there is none. */
  step(path: string): StepView | null;
  readonly stepCount: number;
}

export function createViewFold(plan: Plan, beginning: Beginning): ViewFold {
  const rows = createRows(plan);
  let head = beginHead(plan, beginning);
  return {
    apply: (event) => {
      head = applyTo(rows, head, onOwnStep(event));
    },
    view: () => ({ ...head, steps: rows.all() }),
    head: () => head,
    step: (path) => rows.get(withoutFallback(path)) ?? null,
    get stepCount() {
      return rows.count;
    },
  };
}

/** The view of an execution of which nothing has happened yet. */
export function beginView(plan: Plan, beginning: Beginning): ExecutionView {
  return createViewFold(plan, beginning).view();
}

function beginHead(plan: Plan, { id, runId, planHash, startedAt, owner, links }: Beginning): ViewHead {
  return {
    id,
    runId,
    definition: plan.name,
    version: plan.version,
    planHash,
    tenant: owner?.tenant ?? DEFAULT_TENANT,
    startedBy: owner?.startedBy ?? null,
    status: 'running',
    pause: null,
    sagaState: plan.compensates ? 'forward' : 'none',
    startedAt,
    finishedAt: null,
    output: null,
    failure: null,
    waitingFor: [],
    decisions: [],
    notices: [],
    noticeCount: 0,
    recovery: null,
    links: links ?? {},
  };
}

/** Changes the rows, and gives the new head. */
function applyTo(rows: ViewRows, head: ViewHead, event: ExecutionEvent): ViewHead {
  switch (event.type) {
    case 'step_started':
      rows.change(event.path, (row) => started(row, event));
      return leave(head, event.path);
    case 'step_attempt':
      rows.change(event.path, (row) => ({ ...row, attempts: event.attempts }));
      return head;
    case 'step_completed':
      rows.change(event.path, (row) => ({
        ...row,
        status: 'completed',
        outcome: 'ok',
        attempts: event.attempts ?? row.attempts,
        provenance: event.provenance ?? 'live',
        startedAt: row.startedAt ?? event.at,
        finishedAt: event.at,
      }));
      completeInside(rows, event.path, event.at);
      return leave(head, event.path);
    case 'step_skipped':
      rows.change(event.path, (row) => ({ ...row, status: 'skipped', finishedAt: event.at }));
      return head;
    case 'step_failed':
      rows.change(event.path, (row) => ({
        ...row,
        status: 'failed',
        outcome: event.outcome,
        attempts: event.attempts ?? row.attempts,
        failure: event.failure,
        finishedAt: event.at,
      }));
      return leave(head, event.path);
    case 'step_waiting':
      rows.change(event.path, (row) => ({ ...row, status: 'waiting', startedAt: row.startedAt ?? event.at }));
      return wait(head, event);
    case 'parked':
      // Some parks are about the execution and no step of it: the state's size, a reset. Inside a child nothing is known before.
      if (event.path.includes('/') || rows.isOfPlan(event.path))
        rows.change(event.path, (row) => ({ ...row, status: 'parked' }));
      return park(head, event);
    case 'decided':
      return decide(rows, head, event);
    case 'decided_before':
      return { ...head, decisions: event.decisions };
    case 'park_left':
      return leavePark(rows, head, event);
    case 'compensating':
      rows.change(event.path, (row) => ({ ...row, status: 'compensating' }));
      return head;
    case 'compensated':
      rows.change(event.path, (row) => ({ ...row, status: 'compensated', finishedAt: event.at }));
      return head;
    case 'compensation_left':
      rows.change(event.path, (row) => ({
        ...row,
        status: event.why === 'marked' ? 'compensated' : 'failed',
        finishedAt: event.at,
      }));
      return head;
    case 'paused':
      return { ...head, status: 'paused', pause: { by: event.by, since: event.at, reason: event.reason } };
    case 'unpaused':
      return unpause(head, event);
    case 'notice':
      return { ...head, notices: noted(head, event), noticeCount: head.noticeCount + 1 };
    case 'reminded':
      return head;
    case 'saga_state':
      return { ...head, sagaState: event.state };
    case 'plan_awaited':
      return { ...head, sagaState: 'parked', waitingFor: [waitForPlan(event)] };
    case 'plan_settled':
      return { ...head, sagaState: event.state, waitingFor: [] };
    case 'closed':
      settleRows(rows, event);
      return close(head, event);
  }
}

type Seen<Type extends ExecutionEvent['type']> = Extract<ExecutionEvent, { type: Type }>;

function started(row: StepView, event: Seen<'step_started'>): StepView {
  const { server = null, tool = null, key = null, epoch = 0, at } = event;
  return {
    ...row,
    server: server ?? row.server,
    tool: tool ?? row.tool,
    key,
    epoch,
    status: 'running',
    startedAt: row.startedAt ?? at,
    finishedAt: null,
    failure: null,
    outcome: null,
  };
}

/** When a loop has completed, so has each step inside that some iteration ran. */
function completeInside(rows: ViewRows, loop: string, at: string): void {
  for (const path of rows.templatesInside(loop)) {
    if (rows.get(path)?.status !== 'running') continue;
    rows.change(path, (row) => ({ ...row, status: 'completed', finishedAt: at }));
  }
}

/** A fallback's call is shown on the step that it stands in for. */
function onOwnStep(event: ExecutionEvent): ExecutionEvent {
  if (!('path' in event) || event.path === null || !isFallback(event.path)) return event;
  return { ...event, path: withoutFallback(event.path) };
}

function wait(head: ViewHead, { path, kind, form, message }: Seen<'step_waiting'>): ViewHead {
  if (kind === 'timer') return head;
  const wanted = { step: path, kind, parkId: null, allowed: [], verbs: [], unclear: null, form, message };
  return { ...head, waitingFor: [...leave(head, path).waitingFor, wanted] };
}

function park(head: ViewHead, { path, parkId, allowed, verbs, unclear, message }: Seen<'parked'>): ViewHead {
  const wanted: WaitView = { step: path, kind: 'decision', parkId, allowed, verbs, unclear, form: null, message };
  return { ...head, sagaState: 'parked', waitingFor: [...head.waitingFor, wanted] };
}

function waitForPlan({ path: step, kind, message }: Seen<'plan_awaited'>): WaitView {
  return { step, kind, parkId: null, allowed: [], verbs: [], unclear: null, form: null, message };
}

function decide(rows: ViewRows, head: ViewHead, event: Seen<'decided'>): ViewHead {
  const { at, path: step, parkId, epoch, verb, by, reason, evidence, unclear, happened } = event;
  const left = leavePark(rows, head, event);
  const known = DECISION_VERBS.find((own) => own === verb);
  const said = known === undefined ? 'nothing' : concludes({ verb: known, unclear, happened }).kind;
  if (said === 'happened') rows.change(step, (row) => ({ ...row, outcome: 'ok' }));
  if (said === 'never_happened') rows.change(step, (row) => ({ ...row, outcome: 'no_effect' }));
  return { ...left, decisions: [...head.decisions, { at, verb, step, epoch, parkId, by, reason, evidence }] };
}

interface Leaving {
  path: string;
  parkId: string;
  phase: Phase;
  direction?: 'forward' | 'compensation';
}

/** A park is over; the execution is no longer parked when it was the last. */
function leavePark(rows: ViewRows, head: ViewHead, { path, parkId, phase, direction = 'forward' }: Leaving): ViewHead {
  const waitingFor = head.waitingFor.filter((other) => other.parkId !== parkId);
  const isParked = waitingFor.some(({ kind }) => kind === 'decision');
  if (rows.get(path)?.status === 'parked') {
    rows.change(path, (row) => ({
      ...row,
      status: direction === 'compensation' || row.failure === null ? 'compensating' : 'failed',
    }));
  }
  return { ...head, waitingFor, sagaState: isParked ? head.sagaState : phase };
}

/** What was waited for at that step has come, or is not waited for any more. */
function leave(head: ViewHead, path: string): ViewHead {
  const isHere = head.waitingFor.some((other) => other.step === path && other.kind !== 'decision');
  if (!isHere) return head;
  return { ...head, waitingFor: head.waitingFor.filter((other) => other.step !== path || other.kind === 'decision') };
}

/** What is over is still to be seen. */
function unpause(head: ViewHead, { at, by, reason }: Seen<'paused' | 'unpaused'>): ViewHead {
  const { pause } = head;
  if (pause === null) return head;
  const message = `It was paused from ${pause.since}${saidBy(pause)}, and goes on${saidBy({ by, reason })}.`;
  const notice = { type: 'notice', at, notice: 'Unpaused', path: null, message } as const;
  return { ...head, status: 'running', pause: null, notices: noted(head, notice) };
}

function saidBy({ by, reason }: Pick<PauseView, 'by' | 'reason'>): string {
  return `${by === null ? '' : ` by ${by}`}${reason === null ? '' : ` (${reason})`}`;
}

function noted({ notices }: ViewHead, { at, notice: type, path, message }: Seen<'notice'>): ViewHead['notices'] {
  const text = shortNotice(path === null ? message : `${path}: ${message}`);
  return [...notices, { at, type, message: text }].slice(-MAX_NOTICES);
}

const MAX_NOTICES = 50;

/** What a notice says may quote a signal of any size. */
export function shortNotice(text: string): string {
  return text.length > MAX_NOTICE ? `${text.slice(0, MAX_NOTICE - 1)}…` : text;
}

const MAX_NOTICE = 300;

function close(head: ViewHead, event: Seen<'closed'>): ViewHead {
  const closed = { ...head, status: event.status, pause: null, finishedAt: event.at, waitingFor: [] };
  if (event.status === 'completed') {
    const sagaState = event.sagaState ?? (head.sagaState === 'none' ? 'none' : 'completed');
    return { ...closed, output: event.output, sagaState };
  }
  const { failure, status } = event;
  if (head.sagaState === 'none' || status === 'terminated') return { ...closed, failure };
  return { ...closed, failure, sagaState: endState(head, failure) };
}

function endState(head: ViewHead, failure: ExecutionFailureView | null): ViewHead['sagaState'] {
  switch (failure?.type) {
    case 'StepFailed':
      return 'none';
    case 'SagaPartiallyCompensated':
      return 'partially_compensated';
    case 'SagaCompensated':
    case 'Canceled':
    case undefined:
      return 'compensated';
    default:
      // A start that was refused never went forward: there is nothing to say about its saga.
      return isRefusal(failure?.type) ? 'none' : head.sagaState;
  }
}
