import type { CallFaultKind } from '../proxy/treatment.ts';
import { OPERATOR_HURTS } from '../nemesis/scenarios.ts';
import type { Kind } from '../kinds.ts';
import type { Site } from '../project/definitions.ts';
import type { Random } from '../random.ts';
import type { Script } from './script.ts';

type Hurt = (script: Script, random: Random) => void;

/** What is done to a saga for the sake of one kind, and how often among a hundred sagas. */
export interface Scenario {
  kind: Kind;
  weight: number;
  hurt: Hurt;
}

const once = (kind: CallFaultKind, weight: number): Scenario => ({ kind, weight, hurt: hurtACall(kind, () => 1) });

export const SCENARIOS: Scenario[] = [
  once('refused', 2),
  once('rate_limited', 2),
  once('reset_before', 4),
  once('reset_after', 5),
  once('black_hole_before', 3),
  once('black_hole_after', 4),
  once('duplicated', 4),
  { kind: 'late', weight: 4, hurt: hurtACall('late', () => 3) },
  once('http_5xx_before', 2),
  once('http_5xx_after', 3),
  { kind: 'burst_5xx', weight: 3, hurt: hurtACall('burst_5xx', (random) => 2 + random.below(3)) },
  once('is_error', 5),
  once('error_after', 4),
  once('rpc_error', 3),
  once('poison', 4),
  { kind: 'definition_fails', weight: 4, hurt: goBack },
  {
    kind: 'compensation_fails',
    weight: 5,
    hurt: hurtTheWayBack('compensation_fails', (random) => 1 + random.below(4)),
  },
  { kind: 'compensation_stuck', weight: 3, hurt: hurtTheWayBack('compensation_stuck', () => Infinity) },
  { kind: 'left_parked', weight: 1, hurt: hurtTheWayBack('left_parked', () => Infinity) },
  { kind: 'cancel', weight: 7, hurt: strike('cancel') },
  { kind: 'terminate', weight: 4, hurt: strike('terminate') },
  { kind: 'reset_running', weight: 9, hurt: strike('reset_running') },
  { kind: 'reset_compensated', weight: 9, hurt: resetCompensated },
  { kind: 'reset_completed', weight: 2, hurt: (script) => void script.afterwards.push('reset_completed') },
  { kind: 'reset_again', weight: 2, hurt: resetAgain },
  { kind: 'differs', weight: 1, hurt: answersDiffer },
  once('output_rpc_error', 4),
  once('output_is_error', 4),
  { kind: 'foreign_result', weight: 4, hurt: strike('foreign_result') },
  { kind: 'foreign_failure', weight: 3, hurt: strike('foreign_failure') },
  { kind: 'activity_buttons', weight: 4, hurt: strike('activity_buttons') },
  { kind: 'workflow_pause', weight: 3, hurt: strike('workflow_pause') },
  operators('terminate_again', 5),
  operators('reset_unrecovered', 3),
  operators('reset_recovering', 5),
  operators('reset_parked', 4),
  operators('reset_recovered', 4),
  operators('terminate_recovery', 3),
  operators('reset_recovery', 2),
  operators('reset_child', 4),
  operators('definition_changes', 1),
  operators('blind_start', 0.4),
];

function operators(kind: keyof typeof OPERATOR_HURTS, weight: number): Scenario {
  return { kind, weight, hurt: OPERATOR_HURTS[kind] };
}

/** One call, forward or on a way back that is then provoked. */
function hurtACall(kind: CallFaultKind, times: (random: Random) => number): Hurt {
  return (script, random) => {
    const sites = script.definition.sites.filter((site) => canSuffer(site, kind));
    const isBack = random.chance(0.35) && kind !== 'is_error';
    const site = random.pick(isBack ? sites.filter(({ isUndone }) => isUndone) : sites);
    if (isBack) goBack(script);
    script.faults.push({ kind, site: site.path, direction: isBack ? 'compensation' : 'forward', times: times(random) });
  };
}

/**
 * What a server has promised it keeps. Nothing helps against a second effect where a server promises nothing, nor against an error with an
 * effect where errors have none.
 */
const SPARED: Record<Site['server'], readonly CallFaultKind[]> = {
  keyed: [],
  atomic: ['error_after', 'rpc_error'],
  plain: ['duplicated', 'differs'],
};

function canSuffer({ server, isProbed }: Site, kind: CallFaultKind): boolean {
  // A probe that is asked before the call arrives says that it did not happen.
  return !SPARED[server].includes(kind) && !(kind === 'late' && isProbed === true);
}

function hurtTheWayBack(kind: Script['kinds'][number], times: (random: Random) => number): Hurt {
  return (script, random) => {
    const fails = random.pick<CallFaultKind>(times(random) === Infinity ? ['is_error', 'reset_before'] : ['is_error']);
    const site = random.pick(script.definition.sites.filter(({ isUndone }) => isUndone));
    goBack(script);
    script.faults.push({ kind: fails, site: site.path, direction: 'compensation', times: times(random) });
    script.kinds.push(kind);
    script.isLeftParked = kind === 'left_parked';
  };
}

function goBack(script: Script): void {
  script.stops = true;
  if (!script.kinds.includes('definition_fails')) script.kinds.push('definition_fails');
}

function strike(kind: NonNullable<Script['strike']>['kind']): Hurt {
  return (script, random) => {
    const isBack = kind !== 'cancel' && random.chance(0.3);
    const { sites } = script.definition;
    const site = random.pick(isBack ? sites.filter(({ isUndone }) => isUndone) : sites);
    if (isBack) goBack(script);
    // What ends a call for Temporal must not let it arrive behind the question whether it happened.
    const isEarly = site.server !== 'plain' || !ENDS_A_CALL.has(kind);
    const moment = isEarly ? random.pick(['before_send', 'after_apply'] as const) : 'after_apply';
    script.strike = { kind, site: site.path, direction: isBack ? 'compensation' : 'forward', moment };
  };
}

const ENDS_A_CALL = new Set<string>(['foreign_result', 'foreign_failure', 'activity_buttons']);

/** Declined once: after the reset it would be accepted. */
function resetCompensated(script: Script, random: Random): void {
  const site = random.pick(script.definition.sites.filter(({ isUndone, server }) => isUndone && server !== 'plain'));
  script.faults.push({ kind: 'is_error', site: site.path, direction: 'forward', times: 1 });
  script.afterwards.push('reset_compensated');
}

function resetAgain(script: Script, random: Random): void {
  resetCompensated(script, random);
  script.afterwards.push('reset_again');
}

/**
 * A call that is sent again after a reset is answered otherwise than before. The first answer is in a history: of one that got lost
 * nobody could tell that it was another.
 */
function answersDiffer(script: Script, random: Random): void {
  const site = random.pick(script.definition.sites.filter((one) => canSuffer(one, 'differs')));
  script.faults.push({ kind: 'differs', site: site.path, direction: 'forward', times: 3 });
  script.afterwards.push('reset_differing');
}
