import { setTimeout as sleep } from 'node:timers/promises';

const firstMs = 100;
const longestMs = 5_000;

/** The pause before a server is connected again: none at first, then doubling, so that one that dies at once is not started in a spin. */
export interface Pause {
  lengthen(): void;
  reset(): void;
  /** Milliseconds until it is over; 0 when it is. */
  remainingMs(): number;
  /** Settles when it is over or the signal aborts. */
  wait(signal: AbortSignal): Promise<void>;
}

export function createPause(now: () => number): Pause {
  let lengthMs = 0;
  let endsAt = 0;
  return {
    lengthen: () => {
      lengthMs = Math.min(longestMs, lengthMs === 0 ? firstMs : lengthMs * 2);
      endsAt = now() + lengthMs;
    },
    reset: () => {
      lengthMs = 0;
    },
    remainingMs: () => Math.max(0, endsAt - now()),
    wait: async (signal) => {
      const remainingMs = endsAt - now();
      if (remainingMs > 0) await sleep(remainingMs, undefined, { signal }).catch(() => undefined);
    },
  };
}
