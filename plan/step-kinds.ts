import type { Step } from './plan.ts';

/** What is said of all steps of one kind. */
interface KindFacts {
  /** Its key in a definition, and its word in views and messages. */
  verb: string;
  /** It calls tools, whose arguments an operator can replace. */
  callsTools: boolean;
  /** It reaches a server, so that `mcp_server` beside it means something. */
  reachesServer: boolean;
  /** It does something to the world itself: of such a pivot it is waited for until it is known whether it happened. */
  isEffect: boolean;
  /** Runs again after a reset; what waited for people or for time has happened and is not asked for again. */
  runsAgain: boolean;
  /** It waits for somebody outside. */
  waitsForOthers: boolean;
}

/**
 * The one list of step verbs, by `kind`; in the order in which messages name them. A member of `Step` without its row does not compile, and
 * from here the compiler, the interpreter, graphs and views take what they ask about kinds.
 */
export const STEP_KINDS = {
  action: kind('action', { callsTools: true, reachesServer: true, isEffect: true, runsAgain: true }),
  tools: kind('tools', { callsTools: true, reachesServer: true, isEffect: true, runsAgain: true }),
  resource: kind('resource', { reachesServer: true, runsAgain: true }),
  approval: kind('approval', { waitsForOthers: true }),
  wait_for: kind('wait_for', { waitsForOthers: true }),
  sleep: kind('sleep', {}),
  workflow: kind('workflow', { isEffect: true, runsAgain: true }),
  group: kind('steps', { runsAgain: true }),
  fail: kind('fail', {}),
} as const satisfies Record<Step['kind'], KindFacts>;

export type StepKind = Step['kind'];
export type StepVerb = (typeof STEP_KINDS)[StepKind]['verb'];

export const STEP_VERBS: readonly StepVerb[] = Object.values(STEP_KINDS).map(({ verb }) => verb);

/** The kind of the step that has this verb. */
export function kindOf(verb: StepVerb): StepKind {
  const kinds = Object.keys(STEP_KINDS) as StepKind[];
  const found = kinds.find((own) => STEP_KINDS[own].verb === verb);
  if (found === undefined) throw new Error(`No kind of step has the verb "${verb}".`);
  return found;
}

function kind<const Verb extends string>(
  verb: Verb,
  facts: Partial<Omit<KindFacts, 'verb'>>,
): KindFacts & { verb: Verb } {
  return {
    verb,
    callsTools: false,
    reachesServer: false,
    isEffect: false,
    runsAgain: false,
    waitsForOthers: false,
    ...facts,
  };
}
