import type { Call, Direction } from './call.ts';
import { CALL_FAULTS, type CallFaultKind, type Treatment } from './treatment.ts';

/** A fault of calls: the next `times` arrivals at this place are treated so. */
export interface CallFault {
  kind: CallFaultKind;
  root: string;
  site: string;
  direction: Direction;
  /** `Infinity` until the execution is healed. */
  times: number;
}

/** Where a call is held until something else has been done. */
export type Moment = 'before_send' | 'after_apply';

/** Done once, while a matching call is held; says whether the call goes on or is lost with its connection. */
export interface Barrier {
  moment: Moment;
  fits(call: Call): boolean;
  act(call: Call, held: Held): Promise<'go_on' | 'lose'>;
}

export interface Held {
  /** Sends the answer now; only after the effect. */
  answer(): Promise<void>;
}

/** What becomes of each call. The conductor tells it, the proxy asks it. */
export interface Director {
  addFault(fault: CallFault): void;
  /** Takes the faults of an execution away; `late` calls that are kept stay. */
  heal(root: string): void;
  healAll(): void;
  /** Gives a function that takes it away; false when it was hit already. */
  addBarrier(barrier: Barrier): () => boolean;
  /** Resolves with the next arrival that fits. */
  nextArrival(fits: (call: Call) => boolean): { arrived: Promise<Call>; forget(): void };
  treatmentOf(call: Call): Treatment;
  hold(moment: Moment, call: Call, held: Held): Promise<'go_on' | 'lose'>;
  saw(call: Call): void;
}

export interface RecordedFault {
  kind: string;
  execution: string;
  step: string | null;
  direction: Direction | null;
  attempt: number | null;
}

export function createDirector(record: (fault: RecordedFault) => void): Director {
  let faults: CallFault[] = [];
  let barriers: Barrier[] = [];
  let waiting: { fits: (call: Call) => boolean; resolve: (call: Call) => void }[] = [];
  return {
    addFault: (fault) => void faults.push(fault),
    heal: (root) => void (faults = faults.filter((fault) => fault.root !== root)),
    healAll: () => void (faults = []),
    addBarrier(barrier) {
      barriers.push(barrier);
      return () => {
        const wasThere = barriers.includes(barrier);
        barriers = barriers.filter((other) => other !== barrier);
        return wasThere;
      };
    },
    nextArrival(fits) {
      let forget = (): void => undefined;
      const arrived = new Promise<Call>((resolve) => {
        const one = { fits, resolve };
        waiting.push(one);
        forget = () => void (waiting = waiting.filter((other) => other !== one));
      });
      return { arrived, forget };
    },
    saw(call) {
      for (const one of waiting.filter(({ fits }) => fits(call))) {
        waiting = waiting.filter((other) => other !== one);
        one.resolve(call);
      }
    },
    treatmentOf(call) {
      const fault = faults.find(
        ({ root, site, direction }) => root === call.root && site === call.site && direction === call.direction,
      );
      if (fault === undefined) return {};
      fault.times -= 1;
      if (fault.times <= 0) faults = faults.filter((other) => other !== fault);
      const { root, site, direction, attempt } = call;
      record({ kind: fault.kind, execution: root, step: site, direction, attempt });
      return CALL_FAULTS[fault.kind];
    },
    async hold(moment, call, held) {
      const barrier = barriers.find((one) => one.moment === moment && one.fits(call));
      if (barrier === undefined) return 'go_on';
      barriers = barriers.filter((other) => other !== barrier);
      return barrier.act(call, held);
    },
  };
}
