import type { Caller } from '../caller.ts';
import { OperationError } from '../errors.ts';
import type { Parts } from '../parts.ts';
import type { ServedDefinitions } from '../ports.ts';
import { checkInput } from '../start/check-input.ts';
import { demandSchedules } from './demand-schedules.ts';
import { planChanges } from './plan-changes.ts';
import type { ScheduleChange } from './plan-changes.ts';
import type { ScheduledDefinition } from './port.ts';

/**
 * Makes the schedules what the served definitions say, by name: creates, updates, removes. What is as it should be is left alone, so
 * that a second time changes nothing. Looks at everything before it changes anything; `isDryRun`: only looks. Throws `forbidden`,
 * `invalid-input`, `definition-not-ready`, and `refused` when somebody else has a schedule under an id of ours.
 */
export function applySchedules({ schedules, definitions }: Parts) {
  return async (caller: Caller, { isDryRun }: { isDryRun: boolean }): Promise<ScheduleChange[]> => {
    demandSchedules(caller, 'change the schedules');
    const wanted = scheduledDefinitions(definitions);
    const planned = await planChanges(schedules, wanted);
    if (isDryRun) return planned.map(({ change }) => change);
    const changes: ScheduleChange[] = [];
    for (const { change, make } of planned) changes.push({ ...change, problem: await problemOf(make) });
    return changes;
  };
}

/** The definitions that start by themselves. While one of any kind is broken, what its schedule should be is not known. */
function scheduledDefinitions(definitions: ServedDefinitions): ScheduledDefinition[] {
  const [broken] = definitions.broken();
  if (broken !== undefined) {
    const message = `No schedule was changed, because a definition cannot be compiled: ${broken.file}: ${broken.message}`;
    throw new OperationError('definition-not-ready', message);
  }
  const found = definitions.names().map((name) => definitions.find(name));
  return found.flatMap((definition) => {
    if (definition?.schedule == null) return [];
    const { plan, schedule, skipped } = definition;
    if (skipped.length > 0) {
      const message = `No schedule was changed. "${plan.name}" could not start, because its tools' schemas are not known: ${skipped.join(' ')}`;
      throw new OperationError('definition-not-ready', message);
    }
    checkInput(plan.name, plan.input, schedule.input);
    return [{ plan, schedule }];
  });
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
