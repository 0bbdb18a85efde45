import { reduceView, beginView } from '../../plan/view-reducer.ts';
import type { ExecutionView } from '../../plan/view.ts';
import { eventsOf } from '../../workflows/interpreter/state/events-of-state.ts';
import type { ExecutionChange } from '../operations/ports.ts';
import { foldCall } from './fold-calls.ts';
import { foldEnd } from './fold-end.ts';
import { foldWait } from './fold-waits.ts';
import type { Folded, Folding } from './folding.ts';
import { inferSteps } from './infer-steps.ts';
import type { PlanInHistory, RecordedEvent } from './recorded-event.ts';
import { indexSteps } from './step-paths.ts';

/** Folds the decoded events of an execution's runs, in order, into changes and a view (ARCHITECTURE decision 6). Pure. */
export interface HistoryFold {
  /** The changes that one event means; none as long as the plan has not come. */
  push(event: RecordedEvent): ExecutionChange[];
  /** Null as long as the history says nothing of a plan: a start that was refused, or has just been made. */
  view(): ExecutionView | null;
}

/** `id` is the workflow id. */
export function createHistoryFold(id: string): HistoryFold {
  let folding: Folding | null = null;
  let beginning: (RecordedEvent & { kind: 'started' }) | null = null;

  const begin = (plan: PlanInHistory): ExecutionChange[] => {
    if (beginning === null || folding !== null) return [];
    const started = beginning;
    folding = createFolding(id, plan, started);
    const carried = started.carried === null ? [] : eventsOf(started.carried);
    return apply(
      folding,
      started,
      carried.map((event) => ({ event, call: null })),
    );
  };

  return {
    push(event) {
      if (event.kind === 'started') {
        beginning = event;
        if (folding === null) return event.plan === null ? [] : begin(event.plan);
        enterRun(folding, event.runId);
        return [];
      }
      if (event.kind === 'plan_resolved') return begin(event);
      return folding === null ? [] : apply(folding, event, foldEvent(folding, event));
    },
    view: () => folding?.view ?? null,
  };
}

function createFolding(
  id: string,
  { plan, hash }: PlanInHistory,
  started: RecordedEvent & { kind: 'started' },
): Folding {
  const { carried, runId, at, input } = started;
  const startedAt = carried === null ? at : new Date(carried.startedAt).toISOString();
  return {
    plan,
    steps: indexSteps(plan),
    input,
    view: beginView(plan, { id, runId, planHash: hash, startedAt }),
    runId,
    calls: new Map(),
    timers: new Map(),
    children: new Map(),
    outputs: new Map(Object.entries(carried?.records ?? {}).map(([path, record]) => [path, record.output])),
    queued: new Map(Object.entries(carried?.signals ?? {}).map(([name, values]) => [name, [...values]])),
    told: new Map(),
    undone: (carried?.ledger ?? []).flatMap(({ path, state }) => (state === 'compensated' ? [path] : [])).reverse(),
    isStopped: carried?.stop != null,
  };
}

/** A run that continues an earlier one: event ids start anew, and what waited or was parked says so again. */
function enterRun(folding: Folding, runId: string): void {
  folding.runId = runId;
  folding.calls.clear();
  folding.timers.clear();
  folding.children.clear();
  folding.view = {
    ...folding.view,
    runId,
    waitingFor: folding.view.waitingFor.filter(({ kind }) => kind !== 'decision'),
  };
}

function foldEvent(folding: Folding, event: RecordedEvent): Folded[] {
  return foldCall(folding, event) ?? foldWait(folding, event) ?? foldEnd(folding, event);
}

/** Reduces the events and, as long as they let something else be concluded, that too. */
function apply(folding: Folding, { eventId, runId, at }: RecordedEvent, events: Folded[]): ExecutionChange[] {
  const cursor = `${runId}:${eventId}`;
  const changes: ExecutionChange[] = [];
  for (let next = events, round = 0; next.length > 0 || round === 0; round += 1) {
    for (const { event, call } of next) {
      folding.view = reduceView(folding.view, event);
      changes.push({ cursor, event, call, view: folding.view, isLastOfEvent: false });
    }
    if (round > MAX_ROUNDS) break;
    next = inferSteps(folding, at);
  }
  const last = changes.at(-1);
  if (last !== undefined) last.isLastOfEvent = true;
  return changes;
}

/** Each round ends at least one step; groups are nested eight deep at most. */
const MAX_ROUNDS = 1_000;
