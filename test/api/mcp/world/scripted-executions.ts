import { OperationError } from '../../../../api/operations/errors.ts';
import type { ExecutionChange, Executions, PlannedStart } from '../../../../api/operations/ports.ts';
import type { ExecutionEvent } from '../../../../plan/events.ts';
import type { Json, JsonObject } from '../../../../plan/json.ts';
import type { Kept } from '../../../../plan/recorded-data.ts';
import { createViewFold } from '../../../../plan/view/fold.ts';
import type { ExecutionView } from '../../../../plan/view.ts';

/** An execution whose events the test decides. */
export interface ScriptedExecution {
  readonly id: string;
  readonly runId: string;
  readonly planned: PlannedStart;
  readonly changes: ExecutionChange[];
  view: ExecutionView;
  emit: (...events: ExecutionEvent[]) => void;
  /** What an update does; throws to refuse it. */
  onAnswer: (verb: string, answer: JsonObject) => void;
  isCancelRequested: boolean;
}

export type Script = (execution: ScriptedExecution) => void;

export interface ScriptedExecutions extends Executions {
  all: ScriptedExecution[];
  /** Temporal cannot be reached from now on. */
  break(): void;
}

/** Executions in memory, folded by the product's own reducer. */
export function scriptExecutions(scripts: Record<string, Script>): ScriptedExecutions {
  const all: ScriptedExecution[] = [];
  const wakers = new Set<() => void>();
  let isBroken = false;
  const wakeAll = (): void => {
    for (const wake of wakers) wake();
  };
  const find = (id: string, runId?: string): ScriptedExecution | undefined => {
    if (isBroken) throw new OperationError('temporal-unavailable', 'Temporal does not answer. Try again soon.');
    return all.findLast((one) => one.id === id && (runId === undefined || one.runId === runId));
  };
  return {
    all,
    break: () => (isBroken = true),
    ...reading(find, all),
    start: (planned) =>
      soon(() => {
        const there = find(planned.id);
        if (there?.view.status === 'running' || (there !== undefined && planned.reuse === 'none')) return 'exists';
        const execution = begin(planned, all.length + 1, wakeAll);
        all.push(execution);
        scripts[planned.plan.name]?.(execution);
        return { runId: execution.runId };
      }),
    follow: (id, { runId, signal }) => follow(find(id, runId)?.changes ?? [], wakers, signal),
    update: (id, verb, answer) => soon(() => find(id)?.onAnswer(verb, answer)),
    plan: () => Promise.resolve(null),
    signal: () => Promise.resolve(),
    cancel: (id) =>
      soon(() => {
        const found = find(id);
        if (found !== undefined) found.isCancelRequested = true;
      }),
  };
}

function reading(
  find: (id: string, runId?: string) => ScriptedExecution | undefined,
  all: readonly ScriptedExecution[],
): Pick<Executions, 'past' | 'owner' | 'claimed' | 'links' | 'check' | 'view' | 'data' | 'list' | 'hasWorker'> {
  return {
    past: (id) =>
      soon(() => {
        const found = find(id);
        if (found === undefined) return null;
        const { runId, view, planned } = found;
        const { status, tenant } = view;
        const { input, claim } = planned;
        return { runId, status, failureType: null, tenant, claim, remains: { kind: 'nothing' }, input };
      }),
    owner: (id, runId) =>
      soon(() => {
        const found = find(id, runId);
        if (found === undefined) return null;
        const { definition, status, tenant, startedBy } = found.view;
        return { runId: found.runId, definition, status, tenant, startedBy, claim: found.planned.claim };
      }),
    claimed: (key) =>
      soon(() => {
        const found = all.find(({ planned }) => planned.claim?.key === key);
        return found?.planned.claim == null ? null : { id: found.id, claim: found.planned.claim };
      }),
    links: () => ({}),
    check: () => Promise.resolve(),
    view: (id, runId) => soon(() => find(id, runId)?.view ?? null),
    data: (id, runId, { wanted }) =>
      soon(() => {
        const found = find(id, runId);
        if (found === undefined) return null;
        const { input } = found.planned;
        const steps = new Map(wanted.map(({ path }) => [path, { arguments: whole({ path }), output: null }]));
        return { input: whole(input), steps, missing: null };
      }),
    list: () => Promise.resolve({ executions: [], cursor: null }),
    hasWorker: () => Promise.resolve(true),
  };
}

function whole(value: Json): Kept {
  return { kind: 'whole', value, bytes: 0 };
}

function begin(planned: PlannedStart, count: number, wakeAll: () => void): ScriptedExecution {
  const runId = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
  const { id, plan, planHash, owner } = planned;
  const fold = createViewFold(plan, { id, runId, planHash, startedAt: '2026-11-21T08:00:00.000Z', owner });
  const execution: ScriptedExecution = {
    id,
    runId,
    planned,
    changes: [],
    view: fold.view(),
    emit: (...events) => {
      for (const event of events) {
        fold.apply(event);
        const view = fold.view();
        execution.view = view;
        const cursor = `${runId}:${String(execution.changes.length + 1)}`;
        const step = 'path' in event && event.path !== null ? fold.step(event.path) : null;
        const seen = { step, head: fold.head(), stepCount: fold.stepCount, view };
        execution.changes.push({ cursor, event, call: null, isLastOfEvent: true, isLatest: true, ...seen });
      }
      wakeAll();
    },
    onAnswer: () => undefined,
    isCancelRequested: false,
  };
  return execution;
}

async function* follow(
  changes: readonly ExecutionChange[],
  wakers: Set<() => void>,
  signal: AbortSignal | undefined,
): AsyncGenerator<ExecutionChange> {
  for (let next = 0; ;) {
    const change = changes[next];
    if (change !== undefined) {
      next += 1;
      yield change;
      if (change.event.type === 'closed') return;
      continue;
    }
    if (signal?.aborted === true) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        wakers.delete(wake);
        resolve();
      };
      wakers.add(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }
}

function soon<T>(make: () => T): Promise<T> {
  return Promise.resolve().then(make);
}
