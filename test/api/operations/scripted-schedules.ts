import { OperationError } from '../../../api/operations/errors.ts';
import type { Schedules, ScheduleState, ScheduleView } from '../../../api/operations/schedules/port.ts';

/** Schedules by definition; what is asked to be changed is written down in `asked`, and what is `refused` fails. */
export function scriptSchedules(states: Record<string, ScheduleState> = {}, refused: string[] = []) {
  const asked: string[] = [];
  const take = (what: string, name: string): Promise<void> => {
    asked.push(`${what} ${name}`);
    return refused.includes(name) ? Promise.reject(new OperationError('refused', `Not ${name}.`)) : Promise.resolve();
  };
  const schedules: Schedules = {
    idOf: (name) => `id/${name}`,
    definitions: () => Promise.resolve(Object.keys(states).filter((name) => states[name]?.kind === 'ours')),
    compare: ({ plan }) => Promise.resolve(states[plan.name] ?? { kind: 'absent' }),
    create: ({ plan }) => take('create', plan.name),
    update: ({ plan }) => take('update', plan.name),
    remove: (name) => take('remove', name),
    view: (name) => Promise.resolve(name === 'gone' ? null : ({ definition: name } as ScheduleView)),
  };
  return { schedules, asked };
}
