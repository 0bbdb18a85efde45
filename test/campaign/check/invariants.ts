import { startsAreKept } from './invariants/i01-starts-are-kept.ts';
import { oneEffectAKey } from './invariants/i02-one-effect-a-key.ts';
import { completedMeansInForce } from './invariants/i03-completed-means-in-force.ts';
import { compensatedMeansNothingLeft } from './invariants/i04-compensated-means-nothing-left.ts';
import { openMeansParked } from './invariants/i05-open-means-parked.ts';
import { undoneInOrder } from './invariants/i06-undone-in-order.ts';
import { drainedFirst } from './invariants/i07-drained-first.ts';
import { nothingAfterATombstone } from './invariants/i08-nothing-after-a-tombstone.ts';
import { nothingForwardAfterGoingBack } from './invariants/i09-nothing-forward-after-going-back.ts';
import { everyEffectWasScheduled } from './invariants/i10-every-effect-was-scheduled.ts';
import { argumentsAsFrozen } from './invariants/i11-arguments-as-frozen.ts';
import { theFirstErrorIsKept } from './invariants/i12-the-first-error-is-kept.ts';
import { allHistoriesReplay } from './invariants/i13-all-histories-replay.ts';
import type { Invariant } from './types.ts';

/** SAGAS §4, in its order; the replay last, because it takes longest. */
export const INVARIANTS: readonly Invariant[] = [
  startsAreKept,
  oneEffectAKey,
  completedMeansInForce,
  compensatedMeansNothingLeft,
  openMeansParked,
  undoneInOrder,
  drainedFirst,
  nothingAfterATombstone,
  nothingForwardAfterGoingBack,
  everyEffectWasScheduled,
  argumentsAsFrozen,
  theFirstErrorIsKept,
  allHistoriesReplay,
];
