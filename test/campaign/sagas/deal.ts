import type { Kind } from '../kinds.ts';
import { DEFINITIONS, type CampaignDefinition } from '../project/definitions.ts';
import { createRandom, type Random } from '../random.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import type { Script } from './script.ts';

/** Of all sagas; the others are hit only when a process dies under them. */
const HURT_SHARE = 0.75;

/** The scripts of a campaign: the same seed gives the same, and every kind comes up at least once. */
export function dealScripts(seed: number, sagas: number, kinds: readonly Kind[]): Script[] {
  const random = createRandom(`deal ${seed}`);
  const deck = random.shuffled(dealScenarios(sagas, kinds));
  return Array.from({ length: sagas }, (_, index) => {
    const own = createRandom(`saga ${seed} ${index}`);
    const scenario = deck[index] ?? null;
    const script = calmScript(index, chooseDefinition(own, scenario), own);
    scenario?.hurt(script, own);
    return script;
  });
}

/** One entry a saga; null for a saga that is left alone. */
function dealScenarios(sagas: number, kinds: readonly Kind[]): (Scenario | null)[] {
  const chosen = SCENARIOS.filter(({ kind }) => kinds.includes(kind));
  const total = chosen.reduce((sum, { weight }) => sum + weight, 0);
  // One may come to nothing, because its saga was hurt by a dying process first.
  const least = sagas < 100 ? 1 : 2;
  const dealt = chosen.flatMap((scenario) => {
    const count = Math.max(least, Math.round((sagas * HURT_SHARE * scenario.weight) / total));
    return Array.from({ length: count }, () => scenario);
  });
  if (dealt.length > sagas) throw new Error(`${sagas} sagas are too few for ${dealt.length} faults.`);
  return [...dealt, ...Array.from({ length: sagas - dealt.length }, () => null)];
}

function chooseDefinition(random: Random, scenario: Scenario | null): CampaignDefinition {
  // Where nothing is ever undone after the pivot, or only by people, these would often not do what they are for.
  const isPicky = scenario !== null && ['left_parked', 'differs', 'duplicated'].includes(scenario.kind);
  const able = DEFINITIONS.filter(({ name }) => !isPicky || (name !== 'unkeyed' && name !== 'probed'));
  return random.pick(able.flatMap((definition) => Array.from({ length: definition.weight }, () => definition)));
}

function calmScript(index: number, definition: CampaignDefinition, random: Random): Script {
  return {
    index,
    definition,
    ref: `s-${String(index).padStart(4, '0')}`,
    how: random.chance(0.1) ? 'plain' : 'api',
    stops: false,
    items: ['x', 'y', 'z'].slice(0, 2 + random.below(2)),
    faults: [],
    strike: null,
    afterwards: [],
    acts: [],
    isBlind: false,
    isHeld: false,
    isLeftParked: false,
    kinds: [],
  };
}
