import type { Load } from './doors/timing.ts';
import type { MemoryLoad } from './memory.ts';

/** How much is measured. */
export interface Effort {
  /** `rounds` are pairs: each side once. */
  sequential: { steps: number; rounds: number }[];
  atOnce: { executions: number; steps: number; rounds: number };
  memory: MemoryLoad;
  commandLine: { files: number; rounds: number };
  doors: DoorEffort;
  wire: WireEffort;
}

export interface WireEffort {
  sequential: { steps: number; rounds: number }[];
  atOnce: { executions: number; steps: number; rounds: number };
  /** Each round has so many calls. */
  cpu: { calls: number; rounds: number };
}

export interface DoorEffort {
  /** Each side of a round gives the median of so many requests. */
  oneAtATime: { times: number; rounds: number };
  /** Each side of a round is under load for so long. */
  load: Load & { rounds: number };
}

export const FULL: Effort = {
  sequential: [
    { steps: 10, rounds: 400 },
    { steps: 50, rounds: 24 },
    { steps: 500, rounds: 12 },
  ],
  atOnce: { executions: 200, steps: 5, rounds: 24 },
  memory: { executions: 200, steps: 5, rounds: 2 },
  commandLine: { files: 100, rounds: 3 },
  doors: {
    oneAtATime: { times: 10, rounds: 20 },
    load: { atOnce: 32, ms: 2_000, rounds: 5 },
  },
  wire: {
    sequential: [
      { steps: 10, rounds: 60 },
      { steps: 50, rounds: 20 },
    ],
    atOnce: { executions: 200, steps: 5, rounds: 12 },
    cpu: { calls: 500, rounds: 9 },
  },
};

export const QUICK: Effort = {
  sequential: [
    { steps: 10, rounds: 10 },
    { steps: 50, rounds: 4 },
    { steps: 500, rounds: 1 },
  ],
  atOnce: { executions: 200, steps: 5, rounds: 2 },
  memory: { executions: 200, steps: 5, rounds: 1 },
  commandLine: { files: 100, rounds: 1 },
  doors: {
    oneAtATime: { times: 10, rounds: 5 },
    load: { atOnce: 32, ms: 1_500, rounds: 2 },
  },
  wire: {
    sequential: [
      { steps: 10, rounds: 10 },
      { steps: 50, rounds: 3 },
    ],
    atOnce: { executions: 200, steps: 5, rounds: 2 },
    cpu: { calls: 300, rounds: 3 },
  },
};
