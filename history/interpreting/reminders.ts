import type { ExecutionEvent } from '../../plan/events.ts';
import { remindedPath, reminderMessage } from '../../workflows/reminder-label.ts';
import type { Fact } from '../fact.ts';

/** Reminders of parks are timers of the workflow around the interpreter: they are read here, and change nothing of a saga. */
export interface ReminderReader {
  hear(event: ExecutionEvent): void;
  /** Whether the command was a reminder's timer. */
  record(fact: Fact): boolean;
  fire(fact: Fact, now: number): void;
}

export function createReminderReader(report: (event: ExecutionEvent) => void): ReminderReader {
  const parks = new Map<string, { parkId: string; since: number }>();
  const timers = new Map<string, string>();
  return {
    hear(event) {
      if (event.type === 'parked') parks.set(event.path, { parkId: event.parkId, since: Date.parse(event.at) });
    },
    record(fact) {
      if (fact.kind !== 'timer_started') return false;
      const path = remindedPath(fact.label ?? '');
      if (path === null) return false;
      timers.set(fact.timerId, path);
      return true;
    },
    fire(fact, now) {
      const path = fact.kind === 'timer_fired' ? timers.get(fact.timerId) : undefined;
      const park = path === undefined ? undefined : parks.get(path);
      if (path === undefined || park === undefined) return;
      const message = reminderMessage(path, now - park.since);
      report({ type: 'reminded', at: new Date(now).toISOString(), path, parkId: park.parkId, message });
    },
  };
}
