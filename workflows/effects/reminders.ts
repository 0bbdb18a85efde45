import { CancellationScope, sleep } from '@temporalio/workflow';
import { reminderLabel } from '../reminder-label.ts';

export interface Parked {
  parkId: string;
  path: string;
}

export interface Reminders {
  start(park: Parked): void;
  end(parkId: string): void;
}

/**
 * Reminds of what is parked, until it is decided: after an hour, then after twice as long each time, at most a day. In the workflow and
 * not in the interpreter: what people are told changes nothing of a saga.
 */
export function createReminders(
  shield: CancellationScope,
  remind: (park: Parked, waitedMs: number) => void,
): Reminders {
  const scopes = new Map<string, CancellationScope>();
  return {
    start(park) {
      const scope = new CancellationScope({ cancellable: true, parent: shield });
      scopes.set(park.parkId, scope);
      // Ends by being canceled, when the park is over.
      scope.run(() => remindForEver(park, remind)).catch(() => undefined);
    },
    end(parkId) {
      scopes.get(parkId)?.cancel();
      scopes.delete(parkId);
    },
  };
}

async function remindForEver(park: Parked, remind: (park: Parked, waitedMs: number) => void): Promise<never> {
  let waitedMs = 0;
  for (let delayMs = FIRST_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_MS)) {
    await sleep(delayMs, { summary: reminderLabel(park.path) });
    waitedMs += delayMs;
    remind(park, waitedMs);
  }
}

const HOUR_MS = 3_600_000;
const FIRST_MS = HOUR_MS;
const LONGEST_MS = 24 * HOUR_MS;
