import { EDITED } from '../project/editions.ts';
import { DEFINITIONS, type CampaignDefinition } from '../project/definitions.ts';
import type { OperatorKind } from '../kinds.ts';
import type { Random } from '../random.ts';
import type { Script } from '../sagas/script.ts';
import type { ButtonKind } from './buttons.ts';
import type { Act, What, When } from './act.ts';

type Hurt = (script: Script, random: Random) => void;

/** What operators do to a saga for the sake of one kind: first what leads there, then whatever comes to mind. */
export const OPERATOR_HURTS: Record<Exclude<OperatorKind, ButtonKind>, Hurt> = {
  terminate_again: lineages('later_call terminate', 'now scan', 'rest|recovery_call reset', 'call|rest terminate'),
  reset_unrecovered: lineages('call terminate', 'now reset', 'call|rest terminate'),
  reset_recovering: lineages('later_call terminate', 'now scan', 'recovery_call reset'),
  reset_parked(script, random) {
    for (const { path } of script.definition.sites.filter(({ isUndone }) => isUndone))
      script.faults.push({ kind: 'is_error', site: path, direction: 'compensation', times: Infinity });
    script.isHeld = true;
    lineages('later_call terminate', 'now scan', 'rest reset')(script, random);
  },
  reset_recovered: lineages('later_call terminate', 'now scan', 'rest reset'),
  terminate_recovery: lineages('later_call terminate', 'now scan', 'recovery_call terminate_recovery', 'now scan'),
  reset_recovery: lineages('later_call terminate', 'now scan', 'rest|recovery_call reset_recovery'),
  reset_child(script, random) {
    script.definition = named('family');
    script.stops = random.chance(0.5);
    lineages('rest reset_child')(script, random);
  },
  definition_changes(script, random) {
    script.definition = named(EDITED);
    script.how = 'plain';
    lineages(...random.pick(CHANGES))(script, random);
  },
  blind_start(script) {
    script.how = 'plain';
    script.isBlind = true;
  },
};

const CHANGES: string[][] = [
  ['rest change_definition', 'now reset_first'],
  ['call change_definition', 'rest reset_first'],
  ['call terminate', 'now change_definition', 'now|rest reset_first'],
  ['call terminate', 'now scan', 'rest change_definition', 'now reset_first'],
];

/** Acts as `<when> <what>`, with `|` between moments of which one is drawn; up to three more follow. */
function lineages(...given: string[]): Hurt {
  return (script, random) => {
    const more = Array.from({ length: random.below(4) }, () => random.pick(MORE));
    script.acts.push(...[...given, ...more].map((text) => readAct(text, random)));
  };
}

const MORE = [
  'call|rest|recovery_call reset',
  'call|rest|recovery_call reset',
  'call|now|rest terminate',
  'now|rest scan',
  'recovery_call terminate_recovery',
];

function readAct(text: string, random: Random): Act {
  const [moments = '', what = ''] = text.split(' ');
  return { when: random.pick(moments.split('|')) as When, what: what as What };
}

function named(name: string): CampaignDefinition {
  const found = DEFINITIONS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no definition "${name}".`);
  return found;
}
