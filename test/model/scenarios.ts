/** What the world does to one step. `stuck`: done, but its compensation fails until somebody heals it. */
export const OUTCOMES = ['ok', 'no_effect', 'happened', 'did_not', 'error', 'stuck'] as const;
export type ScriptedOutcome = (typeof OUTCOMES)[number];

/** The call succeeds, whatever its undo will do. */
export function isDone(outcome: ScriptedOutcome): boolean {
  return outcome === 'ok' || outcome === 'stuck';
}

export const STEPS = 6;
/** While the n-th call of the execution (forward or back) is under way, or never. */
export const CANCEL_POSITIONS = STEPS + 1;
export const SCENARIOS = OUTCOMES.length ** STEPS * CANCEL_POSITIONS;

export interface Scenario {
  index: number;
  /** One a step; `happened` and `did_not` are both answered by nothing, `error` did something and says that it failed. */
  outcomes: ScriptedOutcome[];
  /** Number of the call, from 0; null = never. */
  cancelAt: number | null;
  /** How a stuck compensation answers: it decides nothing about what is right, so each scenario tries one of them. */
  stuck: StuckAnswer;
  /** What a person says to a stuck compensation. */
  decision: 'retry' | 'skip';
  /** So many retries come before it heals. */
  healsAfter: number;
}

/** `lost`: it was undone, and the answer never came. */
export type StuckAnswer = 'refused' | 'error' | 'unanswered' | 'lost';
const STUCK_ANSWERS: StuckAnswer[] = ['refused', 'error', 'unanswered', 'lost'];

/** The scenario of a number below `SCENARIOS`: all combinations, each once. */
export function scenarioAt(index: number): Scenario {
  const outcomes: ScriptedOutcome[] = [];
  let rest = index;
  for (let step = 0; step < STEPS; step += 1) {
    outcomes.push(OUTCOMES[rest % OUTCOMES.length] ?? 'ok');
    rest = Math.floor(rest / OUTCOMES.length);
  }
  const cancelAt = rest === STEPS ? null : rest;
  const variation = scatter(index);
  return {
    index,
    outcomes,
    cancelAt,
    stuck: STUCK_ANSWERS[variation % 4] ?? 'refused',
    healsAfter: 1 + ((variation >>> 2) % 2),
    decision: (variation >>> 3) % 5 === 0 ? 'skip' : 'retry',
  };
}

/** Neighbours get different variations. */
function scatter(index: number): number {
  let hash = Math.imul(index ^ 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export function describeScenario({ index, outcomes, cancelAt, stuck, decision }: Scenario): string {
  const cancel = cancelAt === null ? 'never canceled' : `canceled while call ${cancelAt} is under way`;
  return `#${index} [${outcomes.join(', ')}], ${cancel}, stuck: ${stuck}, then ${decision}`;
}
