import type { Overlap, Schedule } from '../../compiler/schedule/schedule.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ExecutionView, SagaState } from '../../plan/view.ts';
import { checkInput } from './check-input.ts';
import { OperationError } from './errors.ts';

/** A definition that starts by itself. */
export interface ScheduledDefinition {
  plan: Plan;
  schedule: Schedule;
}

/** The schedules of one project, which is what shares a task queue. Every method may throw `temporal-unavailable`. */
export interface Schedules {
  idOf(definition: string): string;
  /** The definitions that have a schedule of ours, sorted. */
  definitions(): Promise<string[]>;
  /** What is there under a definition's id, and how it differs from what it should be. */
  compare(wanted: ScheduledDefinition): Promise<ScheduleState>;
  /** Throws `refused` when Temporal does not take it. */
  create(wanted: ScheduledDefinition): Promise<void>;
  /** Leaves alone whether it is paused. Throws `refused` when Temporal does not take it. */
  update(wanted: ScheduledDefinition): Promise<void>;
  /** Does nothing when it is gone already. */
  remove(definition: string): Promise<void>;
  /** Null when it is gone. */
  view(definition: string): Promise<ScheduleView | null>;
}

/** `foreign`: somebody else made it, and it is not touched. */
export type ScheduleState = { kind: 'absent' } | { kind: 'foreign' } | { kind: 'ours'; differs: ScheduleAspect[] };

export type ScheduleAspect = 'times' | 'input' | 'overlap' | 'settings';

export interface ScheduleView {
  definition: string;
  scheduleId: string;
  times: ViewedTimes;
  overlap: Overlap | 'terminate_other';
  isPaused: boolean;
  /** Why it is paused, as far as somebody said so. */
  note: string | null;
  /** ISO 8601; null when there is no next one. */
  nextAt: string | null;
  last: LastStart | null;
}

/** `other`: somebody has changed it by hand into something that no definition says. */
export type ViewedTimes =
  { kind: 'cron'; cron: string; timezone: string } | { kind: 'every'; everyMs: number } | { kind: 'other' };

interface LastStart {
  id: string;
  runId: string;
  /** ISO 8601. */
  startedAt: string;
  /** Null when Temporal does not keep the execution any more. */
  status: ExecutionView['status'] | null;
  sagaState: SagaState | null;
}

export interface ScheduleChange {
  definition: string;
  scheduleId: string;
  change: 'create' | 'update' | 'remove' | 'none';
  /** Of an update: what is not as the definition says. */
  differs: ScheduleAspect[];
  /** Why Temporal did not take it; null when it did, or was not asked. */
  problem: string | null;
}

/**
 * Makes the schedules what the definitions say, by name: creates, updates, removes. What is as it should be is left alone, so that a
 * second time changes nothing. Looks at everything before it changes anything; `isDryRun`: only looks.
 * Throws `invalid-input`, and `refused` when somebody else has a schedule under an id of ours.
 */
export async function applySchedules(
  schedules: Schedules,
  definitions: readonly ScheduledDefinition[],
  { isDryRun }: { isDryRun: boolean },
): Promise<ScheduleChange[]> {
  for (const { plan, schedule } of definitions) checkInput(plan.name, plan.input, schedule.input);
  const [wanted, present] = await Promise.all([
    Promise.all(definitions.map((definition) => plannedChange(schedules, definition))),
    schedules.definitions(),
  ]);
  const names = new Set(definitions.map(({ plan }) => plan.name));
  const surplus = present.filter((name) => !names.has(name)).map((name) => removal(schedules, name));
  const planned = [...wanted, ...surplus].sort((a, b) => (a.change.definition < b.change.definition ? -1 : 1));
  if (isDryRun) return planned.map(({ change }) => change);
  const changes: ScheduleChange[] = [];
  for (const { change, make } of planned) changes.push({ ...change, problem: await problemOf(make) });
  return changes;
}

/** Those there are, by definition. */
export async function listSchedules(schedules: Schedules): Promise<ScheduleView[]> {
  const views = await Promise.all((await schedules.definitions()).map((name) => schedules.view(name)));
  return views.filter((view) => view !== null);
}

interface Planned {
  change: ScheduleChange;
  make: () => Promise<void>;
}

async function plannedChange(schedules: Schedules, wanted: ScheduledDefinition): Promise<Planned> {
  const { name: definition } = wanted.plan;
  const scheduleId = schedules.idOf(definition);
  const base = { definition, scheduleId, differs: [], problem: null };
  const state = await schedules.compare(wanted);
  switch (state.kind) {
    case 'absent':
      return { change: { ...base, change: 'create' }, make: () => schedules.create(wanted) };
    case 'foreign': {
      const message = `There is a schedule "${scheduleId}" that Sagaflow did not make. Nothing was changed; delete it, or use another task queue.`;
      throw new OperationError('refused', message);
    }
    case 'ours': {
      const { differs } = state;
      if (differs.length === 0) return { change: { ...base, change: 'none' }, make: () => Promise.resolve() };
      return { change: { ...base, change: 'update', differs }, make: () => schedules.update(wanted) };
    }
  }
}

function removal(schedules: Schedules, definition: string): Planned {
  const scheduleId = schedules.idOf(definition);
  return {
    change: { definition, scheduleId, change: 'remove', differs: [], problem: null },
    make: () => schedules.remove(definition),
  };
}

/** One that Temporal does not take is no reason not to make the others. */
async function problemOf(make: () => Promise<void>): Promise<string | null> {
  try {
    await make();
    return null;
  } catch (error) {
    if (error instanceof OperationError && error.code === 'refused') return error.message;
    throw error;
  }
}
