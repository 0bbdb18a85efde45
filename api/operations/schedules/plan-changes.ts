import { OperationError } from '../errors.ts';
import type { ScheduledDefinition, ScheduleAspect, Schedules } from './port.ts';

export interface ScheduleChange {
  definition: string;
  scheduleId: string;
  change: 'create' | 'update' | 'remove' | 'none';
  /** Of an update: what is not as the definition says. */
  differs: ScheduleAspect[];
  /** Why Temporal did not take it; null when it did, or was not asked. */
  problem: string | null;
}

/** A change, and how it is made. */
export interface PlannedChange {
  change: ScheduleChange;
  make: () => Promise<void>;
}

/** What must happen so that the schedules are what the definitions say, sorted by name. Looks only. */
export async function planChanges(
  schedules: Schedules,
  definitions: readonly ScheduledDefinition[],
): Promise<PlannedChange[]> {
  const [wanted, present] = await Promise.all([
    Promise.all(definitions.map((definition) => plannedChange(schedules, definition))),
    schedules.definitions(),
  ]);
  const names = new Set(definitions.map(({ plan }) => plan.name));
  const surplus = present.filter((name) => !names.has(name)).map((name) => removal(schedules, name));
  return [...wanted, ...surplus].sort((a, b) => (a.change.definition < b.change.definition ? -1 : 1));
}

async function plannedChange(schedules: Schedules, wanted: ScheduledDefinition): Promise<PlannedChange> {
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

function removal(schedules: Schedules, definition: string): PlannedChange {
  const scheduleId = schedules.idOf(definition);
  return {
    change: { definition, scheduleId, change: 'remove', differs: [], problem: null },
    make: () => schedules.remove(definition),
  };
}
