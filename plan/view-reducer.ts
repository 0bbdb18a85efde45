import type { ExecutionEvent, Phase } from './events.ts';
import { DEFAULT_TENANT, type Ownership } from './ownership.ts';
import type { Plan, Step } from './plan.ts';
import type { ExecutionView, StepView } from './view.ts';

/** What is known of an execution when it starts. */
export interface Beginning {
  id: string;
  runId: string;
  planHash: string;
  /** ISO 8601. */
  startedAt: string;
  /** Without it nobody is known. */
  owner?: Pick<Ownership, 'tenant' | 'startedBy'>;
}

/** The view of an execution of which nothing has happened yet. */
export function beginView(plan: Plan, { id, runId, planHash, startedAt, owner }: Beginning): ExecutionView {
  return {
    id,
    runId,
    definition: plan.name,
    version: plan.version,
    planHash,
    tenant: owner?.tenant ?? DEFAULT_TENANT,
    startedBy: owner?.startedBy ?? null,
    status: 'running',
    sagaState: plan.compensates ? 'forward' : 'none',
    startedAt,
    finishedAt: null,
    steps: plan.steps.flatMap(rowsOf),
    output: null,
    failure: null,
    waitingFor: [],
    decisions: [],
    links: {},
  };
}

/**
 * Folds one event into the view. The only place that says what people see: the workflow's Query folds its own events with it, the
 * API and the command line those of the event history.
 */
export function reduceView(view: ExecutionView, seen: ExecutionEvent): ExecutionView {
  const event = onOwnStep(seen);
  switch (event.type) {
    case 'step_started': {
      const { server = null, tool = null, key = null, epoch = 0, at } = event;
      return changeStep(leave(view, event.path), event.path, (row) => ({
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
      }));
    }
    case 'step_attempt':
      return changeStep(view, event.path, (row) => ({ ...row, attempts: event.attempts }));
    case 'step_completed':
      return changeStep(leave(view, event.path), event.path, (row) => ({
        ...row,
        status: 'completed',
        outcome: 'ok',
        attempts: event.attempts ?? row.attempts,
        provenance: event.provenance ?? 'live',
        startedAt: row.startedAt ?? event.at,
        finishedAt: event.at,
      }));
    case 'step_skipped':
      return changeStep(view, event.path, (row) => ({ ...row, status: 'skipped', finishedAt: event.at }));
    case 'step_failed':
      return changeStep(leave(view, event.path), event.path, (row) => ({
        ...row,
        status: 'failed',
        outcome: event.outcome,
        attempts: event.attempts ?? row.attempts,
        failure: event.failure,
        finishedAt: event.at,
      }));
    case 'step_waiting': {
      const { path, kind, form, message, at } = event;
      const waiting = changeStep(view, path, (row) => ({ ...row, status: 'waiting', startedAt: row.startedAt ?? at }));
      if (kind === 'timer') return waiting;
      const wait = { step: path, kind, parkId: null, allowed: [], verbs: [], unclear: null, form, message };
      return { ...waiting, waitingFor: [...leave(waiting, path).waitingFor, wait] };
    }
    case 'parked': {
      const { path, parkId, allowed, verbs, unclear, message } = event;
      const parked = isOfStep(view, path) ? changeStep(view, path, (row) => ({ ...row, status: 'parked' })) : view;
      const wait = { step: path, kind: 'decision' as const, parkId, allowed, verbs, unclear, form: null, message };
      return { ...parked, sagaState: 'parked', waitingFor: [...parked.waitingFor, wait] };
    }
    case 'decided': {
      const { at, path: step, parkId, epoch, verb, by, reason, evidence } = event;
      const decisions = [...view.decisions, { at, verb, step, epoch, parkId, by, reason, evidence }];
      const resolved = event.unclear === 'call' && event.happened !== null;
      return changeStep({ ...leavePark(view, event), decisions }, step, (row) => ({
        ...row,
        outcome: resolved ? (event.happened === true ? 'ok' : 'no_effect') : row.outcome,
      }));
    }
    case 'decided_before':
      return { ...view, decisions: event.decisions };
    case 'park_left':
      return leavePark(view, event);
    case 'compensating':
      return changeStep(view, event.path, (row) => ({ ...row, status: 'compensating' }));
    case 'compensated':
      return changeStep(view, event.path, (row) => ({ ...row, status: 'compensated', finishedAt: event.at }));
    case 'compensation_left':
      return changeStep(view, event.path, (row) => ({
        ...row,
        status: event.why === 'marked' ? 'compensated' : 'failed',
        finishedAt: event.at,
      }));
    case 'notice':
    case 'reminded':
      return view;
    case 'saga_state':
      return { ...view, sagaState: event.state };
    case 'closed':
      return close(view, event);
  }
}

/** A fallback's call is shown on the step that it stands in for. */
function onOwnStep(event: ExecutionEvent): ExecutionEvent {
  if (!('path' in event) || event.path === null || !event.path.includes(FALLBACK)) return event;
  return { ...event, path: event.path.replace(FALLBACK, '') };
}

const FALLBACK = '~fallback';

function close(view: ExecutionView, event: ExecutionEvent & { type: 'closed' }): ExecutionView {
  const closed = { ...view, status: event.status, finishedAt: event.at, waitingFor: [] };
  if (event.status === 'completed') {
    const sagaState = view.sagaState === 'none' ? 'none' : 'completed';
    return { ...closed, output: event.output, sagaState };
  }
  const { failure, status } = event;
  if (view.sagaState === 'none' || status === 'terminated') return { ...closed, failure };
  const sagaState = failure?.type === 'SagaPartiallyCompensated' ? 'partially_compensated' : 'compensated';
  if (failure?.type === 'StepFailed') return { ...closed, failure, sagaState: 'none' };
  return { ...closed, failure, sagaState: isAboutSteps(failure?.type) ? sagaState : view.sagaState };
}

/** A refused start never went forward: there is nothing to say about its saga. */
function isAboutSteps(type: string | undefined): boolean {
  return type === undefined || type === 'SagaCompensated' || type === 'SagaPartiallyCompensated';
}

/** Some parks are about the execution and no step of it: the state's size, a reset. Inside a child (`step/inner`) nothing is known before. */
function isOfStep(view: ExecutionView, path: string): boolean {
  const pattern = path.replaceAll(/\[\d+\]/g, '');
  return path.includes('/') || view.steps.some((row) => row.path === path || row.path === pattern);
}

/** A park is over; the execution is no longer parked when it was the last. */
function leavePark(view: ExecutionView, { path, parkId, phase, direction = 'forward' }: Leaving): ExecutionView {
  const waitingFor = view.waitingFor.filter((wait) => wait.parkId !== parkId);
  const isParked = waitingFor.some((wait) => wait.kind === 'decision');
  const isKnown = view.steps.some((row) => row.path === path && row.status === 'parked');
  const left = { ...view, waitingFor, sagaState: isParked ? view.sagaState : phase };
  if (!isKnown) return left;
  return changeStep(left, path, (row) => ({
    ...row,
    status: direction === 'compensation' || row.failure === null ? 'compensating' : 'failed',
  }));
}

interface Leaving {
  path: string;
  parkId: string;
  phase: Phase;
  direction?: 'forward' | 'compensation';
}

function leave(view: ExecutionView, path: string): ExecutionView {
  const isHere = view.waitingFor.some((wait) => wait.step === path && wait.kind !== 'decision');
  if (!isHere) return view;
  return { ...view, waitingFor: view.waitingFor.filter((wait) => wait.step !== path || wait.kind === 'decision') };
}

function changeStep(view: ExecutionView, path: string, change: (row: StepView) => StepView): ExecutionView {
  const index = view.steps.findIndex((row) => row.path === path);
  const row = index === -1 ? iterationRow(view, path) : view.steps[index];
  if (row === undefined) return view;
  const changed = change(row);
  const steps = index === -1 ? insertAfter(view.steps, changed) : view.steps.with(index, changed);
  return { ...view, steps };
}

/** A row for `step[3]` or `step[3].tool` appears when its iteration starts; it is made like the one of its step. */
function iterationRow(view: ExecutionView, path: string): StepView {
  const pattern = path.replaceAll(/\[\d+\]/g, '');
  const origin = view.steps.find((row) => row.path === pattern);
  return { ...emptyRow(path, origin?.verb ?? 'action'), server: origin?.server ?? null, tool: origin?.tool ?? null };
}

function insertAfter(rows: StepView[], row: StepView): StepView[] {
  const pattern = row.path.replaceAll(/\[\d+\]/g, '');
  const last = rows.findLastIndex((other) => other.path.replaceAll(/\[\d+\]/g, '') === pattern);
  return last === -1 ? [...rows, row] : rows.toSpliced(last + 1, 0, row);
}

function rowsOf(step: Step): StepView[] {
  switch (step.kind) {
    case 'action':
      return [{ ...emptyRow(step.name, 'action'), server: step.call.server, tool: step.call.tool }];
    case 'tools':
      return [
        emptyRow(step.name, 'tools'),
        ...step.calls.map((call) => ({
          ...emptyRow(`${step.name}.${call.tool}`, 'action'),
          server: call.server,
          tool: call.tool,
        })),
      ];
    case 'resource':
      return [{ ...emptyRow(step.name, 'resource'), server: step.server }];
    case 'group':
      return [emptyRow(step.name, 'steps'), ...step.steps.flatMap(rowsOf)];
    case 'approval':
    case 'wait_for':
    case 'sleep':
    case 'workflow':
    case 'fail':
      return [emptyRow(step.name, step.kind)];
  }
}

function emptyRow(path: string, verb: string): StepView {
  return {
    path,
    verb,
    server: null,
    tool: null,
    status: 'pending',
    outcome: null,
    attempts: 0,
    epoch: 0,
    key: null,
    startedAt: null,
    finishedAt: null,
    provenance: 'live',
    failure: null,
  };
}
