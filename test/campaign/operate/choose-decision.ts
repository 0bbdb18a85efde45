import type { JsonObject } from '../../../plan/json.ts';
import type { WaitView } from '../../../plan/view.ts';
import type { Random } from '../random.ts';
import type { Truth } from './truth.ts';

export interface Decision {
  verb: string;
  more: JsonObject;
}

type Park = Pick<WaitView, 'allowed' | 'unclear'>;

/**
 * What the operator says to a parked step, knowing the ledger: mostly `retry`, because the reason to park has been healed; otherwise the
 * truth. Null when nothing that is allowed would be true.
 */
export function chooseDecision(park: Park, truth: Truth, random: Random): Decision | null {
  const able = DECISIONS.filter(({ verb }) => park.allowed.includes(verb)).flatMap((one) => {
    const more = one.say(truth, park);
    return more === null ? [] : [{ verb: one.verb, more, weight: one.weight }];
  });
  if (able.length === 0) return null;
  return random.pick(able.flatMap((one) => Array.from({ length: one.weight }, () => one)));
}

interface Sayable {
  verb: string;
  weight: number;
  /** What goes with it; null when it would be a lie. */
  say(truth: Truth, park: Park): JsonObject | null;
}

const EVIDENCE = 'The journal of the ledger.';

const isForward = ({ allowed }: Park): boolean => allowed.includes('compensate');

const DECISIONS: Sayable[] = [
  { verb: 'retry', weight: 10, say: () => ({}) },
  { verb: 'resume', weight: 10, say: () => ({}) },
  { verb: 'compensate', weight: 3, say: () => ({}) },
  { verb: 'resolve_unknown', weight: 6, say: resolve },
  {
    verb: 'retry_with',
    weight: 1,
    say: ({ arguments: args }, park) =>
      isForward(park) && args !== null ? { arguments: { ...args, amount: 1 } } : null,
  },
  // Forward: the effect is there. Back: it stays, and the ending says so.
  {
    verb: 'skip',
    weight: 1,
    say({ effect }, park): JsonObject | null {
      if (!isForward(park)) return {};
      return effect === null ? null : { output: { ...effect } };
    },
  },
  { verb: 'mark_compensated', weight: 1, say: ({ effect }) => (effect === null ? { evidence: EVIDENCE } : null) },
];

function resolve({ effect }: Truth, { unclear }: Park): JsonObject {
  if (unclear === 'compensation') return { happened: effect === null, evidence: EVIDENCE };
  if (effect === null) return { happened: false, evidence: EVIDENCE };
  return { happened: true, output: { ...effect }, evidence: EVIDENCE };
}
