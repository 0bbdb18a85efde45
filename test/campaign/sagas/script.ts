import type { Act } from '../nemesis/act.ts';
import type { CampaignDefinition } from '../project/definitions.ts';
import type { Direction } from '../proxy/call.ts';
import type { ButtonKind } from '../nemesis/buttons.ts';
import type { CallFault, Moment } from '../proxy/director.ts';

/** What the seed has decided for one saga. */
export interface Script {
  index: number;
  definition: CampaignDefinition;
  ref: string;
  /** By our API with its plan, or as the Temporal command starts it: with its input only. */
  how: 'api' | 'plain';
  /** The definition itself fails at its end. */
  stops: boolean;
  items: string[];
  faults: Omit<CallFault, 'root'>[];
  strike: Strike | null;
  /** What happens to it after it closed, if it closed like this. */
  afterwards: Afterwards[];
  /** What operators do with its histories meanwhile and afterwards. */
  acts: Act[];
  /** Its workers have just been started, while no server answered and without a lock file. */
  isBlind: boolean;
  isLeftParked: boolean;
  /** Nobody decides its parks until it has been reset. */
  isHeld: boolean;
  /** Kinds of this script that no call shows. */
  kinds: ('definition_fails' | 'compensation_fails' | 'compensation_stuck' | 'left_parked')[];
}

/** Done to the execution while this call of it is held. */
export interface Strike {
  kind: 'cancel' | 'terminate' | 'reset_running' | ButtonKind;
  site: string;
  direction: Direction;
  moment: Moment;
}

/** `reset_differing`: to before the first call, so that every answer comes a second time. */
export type Afterwards = 'reset_compensated' | 'reset_completed' | 'reset_differing' | 'reset_again';
