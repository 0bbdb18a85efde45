import type { Call } from './call.ts';

/** Calls that the network has kept, to be delivered after all. */
export interface LateCalls {
  keep(call: Call, body: string): void;
  /** The compensation of a key was carried: now is the worst moment for its forward call. */
  undone(compensation: Call): Promise<void>;
  /** False when some of it could not be delivered now. */
  deliver(root: string): Promise<boolean>;
  deliverAll(): Promise<void>;
  delivered(): number;
}

export function createLateCalls(passOn: (call: Call, body: string) => Promise<void>): LateCalls {
  let kept: { call: Call; body: string }[] = [];
  let delivered = 0;
  const deliver = async (fits: (call: Call) => boolean): Promise<void> => {
    const due = kept.filter(({ call }) => fits(call));
    kept = kept.filter(({ call }) => !fits(call));
    for (const { call, body } of due) {
      // A ledger that is just being restarted gets it with the next delivery.
      await passOn(call, body).then(
        () => (delivered += 1),
        () => kept.push({ call, body }),
      );
    }
  };
  return {
    keep: (call, body) => void kept.push({ call, body }),
    undone: (compensation) => deliver(({ key }) => key === compensation.compensates),
    async deliver(root) {
      await deliver((call) => call.root === root);
      return !kept.some(({ call }) => call.root === root);
    },
    deliverAll: () => deliver(() => true),
    delivered: () => delivered,
  };
}
