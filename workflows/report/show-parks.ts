import { log, metricMeter, upsertMemo, type CancellationScope } from '@temporalio/workflow';
import type { ExecutionEvent } from '../../plan/events.ts';
import { LAST_DECISION, LAST_PARK } from '../../plan/messages.ts';
import { patternOf } from '../../plan/path.ts';
import { reminderMessage } from '../reminder-label.ts';
import { createReminders } from '../effects/reminders.ts';

type Parked = Extract<ExecutionEvent, { type: 'parked' }>;
type Decided = Extract<ExecutionEvent, { type: 'decided' }>;

export interface Parks {
  parked(event: Parked): void;
  decided(event: Decided): void;
  /** Nobody decided it. */
  left(parkId: string): void;
}

/** Makes parks heard of (S27): a line in the log, a counter, a reminder; and what they say into the history. */
export function createParks(
  definition: string,
  remind: (event: ExecutionEvent) => void,
  shield: CancellationScope,
): Parks {
  const reminders = createReminders(shield, ({ path, parkId }, waitedMs) => {
    const hours = waitedMs / 3_600_000;
    log.warn('still parked', { step: path, parkId, hours });
    count('sagaflow_park_reminders', 'Reminders of parked executions', definition, path);
    const message = reminderMessage(path, waitedMs);
    remind({ type: 'reminded', at: new Date().toISOString(), path, parkId, message });
  });
  return {
    parked(event) {
      const { type: _, ...facts } = event;
      const { path, parkId, message, allowed } = event;
      log.warn('parked', { step: path, reason: message, parkId, allowed });
      count('sagaflow_parked', 'Times that an execution parked', definition, path);
      upsertMemo({ [LAST_PARK]: facts });
      reminders.start({ path, parkId });
    },
    decided(event) {
      const { type: _, ...facts } = event;
      upsertMemo({ [LAST_DECISION]: facts });
      reminders.end(event.parkId);
    },
    left: (parkId) => {
      reminders.end(parkId);
    },
  };
}

/** Temporal counts only what is no replay. The step is the definition's: iterations would make as many series. */
function count(name: string, description: string, definition: string, path: string): void {
  metricMeter.createCounter(name, '1', description).add(1, { definition, step: patternOf(path) });
}
