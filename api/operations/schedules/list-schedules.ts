import type { Caller } from '../caller.ts';
import type { Parts } from '../parts.ts';
import { demandSchedules } from './demand-schedules.ts';
import type { ScheduleView } from './port.ts';

/** The schedules there are, by definition. Throws `forbidden` without `admin`. */
export function listSchedules({ schedules }: Parts) {
  return async (caller: Caller): Promise<ScheduleView[]> => {
    demandSchedules(caller, 'see the schedules');
    const views = await Promise.all((await schedules.definitions()).map((name) => schedules.view(name)));
    return views.filter((view) => view !== null);
  };
}
