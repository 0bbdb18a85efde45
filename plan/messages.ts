import type { Json, JsonObject } from './json.ts';

/** Argument of a decision. Without `parkId` only `retry` is taken: a stale decision must not hit a later park. */
export interface Decision {
  parkId?: string;
  /** The parked step, or the path of its call. */
  step?: string;
  reason?: string;
  by?: string;
  /** For `retry_with`: all arguments of the call, or of the compensation; an idempotency key in them is filled in. */
  arguments?: JsonObject;
  /** For `skip`: stands in as the step's output. For `resolve_unknown`: what the tool would have answered. */
  output?: Json;
  /** For `resolve_unknown`. */
  happened?: boolean;
  /** For `resolve_unknown`, `mark_compensated` and `never_happened`: how the operator knows. */
  evidence?: string;
}

/** Argument of `approve` and `reject`. */
export interface ApprovalAnswer {
  /** May be left out while exactly one approval waits. */
  step?: string;
  by?: string;
  reason?: string;
  form?: JsonObject;
}

/** What a decision says about the world, for those who read histories and views. */
export type Conclusion =
  /** Of the call: it happened. */
  | { kind: 'happened' }
  /** Of the call: it did not, so there is nothing to undo. */
  | { kind: 'never_happened' }
  /** Of the call's effect: it is gone, by the operator's own hand, or because its compensation happened after all. */
  | { kind: 'undone_by_hand' }
  /** Of the compensation: it did not happen. */
  | { kind: 'not_undone' }
  /** The decision only says how to go on. */
  | { kind: 'nothing' };

/** What of a decision says something about the world. `unclear` is the park's: whose outcome nobody knew. */
export interface Said {
  unclear: 'call' | 'compensation' | null;
  happened: boolean | null;
}

/** One thing that people can tell an execution. */
interface VerbFacts {
  /** What it is the answer to: a park (a decision), or a waiting approval step. */
  answers: 'park' | 'approval';
  /** One line of help. */
  brief: string;
  /** What the Temporal UI shows for the Update and the Signal of that name. */
  description: string;
  /** What it does, by the way on which it is taken; on a way that has no text it is never taken. */
  does: { forward?: string; compensation?: string };
  /** What it does, by what is unknown, where that decides. */
  doesIfUnclear?: Record<'call' | 'compensation', string>;
  /** Beside `parkId`, `step`, `reason` and `by`. */
  needs: readonly (keyof Decision)[];
  mayHave: readonly (keyof Decision)[];
  /** An argument that can be pasted; the park's id is added. */
  example: JsonObject;
  settles: (said: Said) => Conclusion;
}

const NOTHING = (): Conclusion => ({ kind: 'nothing' });

const DOES_IF_UNCLEAR = {
  call: 'you say whether the call happened: if so, the execution goes on with its result, if not, as if it had never been sent',
  compensation:
    'you say whether the compensation happened: if so, the step is undone, if not, it is sent again under the same key',
};

/**
 * The one table of operator verbs (SAGAS S26): Update and Signal carry the same name. The names that no signal may take, the shape of a
 * decision, what it concludes, and the words of REST, the command line and the Temporal UI come from here.
 */
export const OPERATOR_VERBS = {
  retry: {
    answers: 'park',
    brief: 'sends the call again',
    description:
      'Sends the parked call again: under the same key while it may have happened, under a new one when it certainly did nothing. Argument: {"parkId": "…", "reason": "…"}; parkId may be left out while one step is parked.',
    does: {
      forward: 'sends the call again; under the same key as long as it may have happened',
      compensation: 'sends the compensation again; under the same key as long as it may have happened',
    },
    needs: [],
    mayHave: [],
    example: { reason: 'why' },
    settles: NOTHING,
  },
  retry_with: {
    answers: 'park',
    brief: 'sends it with other arguments',
    description:
      'Sends the parked call again with other arguments, all of them. What may have happened is undone first. Argument: {"parkId": "…", "arguments": {…}, "reason": "…"}.',
    does: {
      forward: 'sends the call with other arguments, under a new key',
      compensation: 'sends the compensation with other arguments',
    },
    needs: ['arguments'],
    mayHave: [],
    example: { arguments: {}, reason: 'why' },
    settles: NOTHING,
  },
  resolve_unknown: {
    answers: 'park',
    brief: 'says whether a call of unknown outcome happened',
    description:
      'Says whether the call whose outcome is unknown has happened: the park says which call that is. "output" is what the tool would have answered; needed where somebody reads it. Argument: {"parkId": "…", "happened": true, "output": {…}, "evidence": "how you know"}.',
    does: { forward: DOES_IF_UNCLEAR.call, compensation: DOES_IF_UNCLEAR.compensation },
    doesIfUnclear: DOES_IF_UNCLEAR,
    needs: ['happened', 'evidence'],
    mayHave: ['output'],
    example: { happened: true, evidence: 'how you know' },
    settles: ({ unclear, happened }) => {
      if (unclear === null || happened === null) return { kind: 'nothing' };
      if (unclear === 'call') return { kind: happened ? 'happened' : 'never_happened' };
      return { kind: happened ? 'undone_by_hand' : 'not_undone' };
    },
  },
  mark_compensated: {
    answers: 'park',
    brief: 'says that you undid the step yourself',
    description:
      'Says that you undid the step yourself. The execution then ends SagaPartiallyCompensated. Argument: {"parkId": "…", "evidence": "what you did"}.',
    does: {
      compensation: 'you say that you undid the step yourself; the execution ends SagaPartiallyCompensated',
    },
    needs: ['evidence'],
    mayHave: [],
    example: { evidence: 'what you did' },
    settles: () => ({ kind: 'undone_by_hand' }),
  },
  never_happened: {
    answers: 'park',
    brief: 'says that there is nothing to undo',
    description:
      'Says that there is nothing to undo: the call of the step never happened, or nothing of it is there any more. Argument: {"parkId": "…", "evidence": "how you know"}.',
    does: {
      compensation:
        'you say that there is nothing to undo: the call never happened, or nothing of it is there any more',
    },
    needs: ['evidence'],
    mayHave: [],
    example: { evidence: 'how you know' },
    settles: () => ({ kind: 'never_happened' }),
  },
  resume: {
    answers: 'park',
    brief: 'says that the reason to wait is gone',
    description:
      'Says that the reason to wait is gone: the execution goes on where it stopped. Argument: {"parkId": "…", "reason": "…"}.',
    does: {
      forward: 'the reason to wait is gone: goes on',
      compensation: 'the reason to wait is gone: undoes the step now',
    },
    needs: [],
    mayHave: [],
    example: { reason: 'why' },
    settles: NOTHING,
  },
  skip: {
    answers: 'park',
    brief: 'goes on without the step, or leaves it undone',
    description:
      'Goes on without the parked step, or leaves it undone on the way back; "output" stands in for the result of a step. Argument: {"parkId": "…", "output": …, "reason": "…"}.',
    does: {
      forward: 'goes on without the step; "output" stands in for its result',
      compensation: 'leaves the step undone; the execution ends SagaPartiallyCompensated',
    },
    needs: [],
    mayHave: ['output'],
    example: { reason: 'why' },
    settles: NOTHING,
  },
  compensate: {
    answers: 'park',
    brief: 'undoes what was done',
    description: 'Gives up going forward and undoes what was done. Argument: {"parkId": "…", "reason": "…"}.',
    does: { forward: 'gives up going forward and undoes what was done' },
    needs: [],
    mayHave: [],
    example: { reason: 'why' },
    settles: NOTHING,
  },
  approve: {
    answers: 'approval',
    brief: 'approves a step that waits for it',
    description:
      'Approves a waiting approval step. Argument: {"step": "name", "by": "you", "form": {…}, "reason": "…"}.',
    does: {},
    needs: [],
    mayHave: [],
    example: {},
    settles: NOTHING,
  },
  reject: {
    answers: 'approval',
    brief: 'rejects a step that waits for approval',
    description: 'Rejects a waiting approval step. Argument: {"step": "name", "by": "you", "reason": "…"}.',
    does: {},
    needs: [],
    mayHave: [],
    example: {},
    settles: NOTHING,
  },
} as const satisfies Record<string, VerbFacts>;

export type OperatorVerb = keyof typeof OPERATOR_VERBS;

type VerbsThatAnswer<What> = {
  [Verb in OperatorVerb]: (typeof OPERATOR_VERBS)[Verb]['answers'] extends What ? Verb : never;
}[OperatorVerb];

/** What an operator can tell a parked execution. */
export type DecisionVerb = VerbsThatAnswer<'park'>;
/** What an approver can answer. */
export type ApprovalVerb = VerbsThatAnswer<'approval'>;

/** The decisions that can be taken on that way. */
export type DecisionOn<Way extends 'forward' | 'compensation'> = {
  [Verb in DecisionVerb]: Way extends keyof (typeof OPERATOR_VERBS)[Verb]['does'] ? Verb : never;
}[DecisionVerb];

const VERBS = Object.keys(OPERATOR_VERBS) as OperatorVerb[];

export const DECISION_VERBS: readonly DecisionVerb[] = VERBS.filter(isDecisionVerb);
export const APPROVAL_VERBS: readonly ApprovalVerb[] = VERBS.filter((verb) => !isDecisionVerb(verb));

/** The operators' verbs, each of which is an Update and a Signal. */
export const OPERATOR_SIGNALS: readonly OperatorVerb[] = VERBS;

/**
 * Signals that no `wait_for` may wait for. Whatever executions are told by others than operators and by no step of theirs has its name here,
 * beside the verbs: then the compiler, the doors, the workflow and the readers of histories all know it.
 */
const RESERVED_SIGNALS: ReadonlySet<string> = new Set(VERBS);

/** Temporal keeps names with this beginning for itself: no handler can have one. */
const OF_TEMPORAL = '__';

export function isReservedSignal(name: string): boolean {
  return RESERVED_SIGNALS.has(name) || name.startsWith(OF_TEMPORAL);
}

export function isOperatorVerb(name: string): name is OperatorVerb {
  return Object.hasOwn(OPERATOR_VERBS, name);
}

/** A run that a reset made tells it to the recoveries of its execution: it goes on itself. Argument: {"run": its run id}. */
export const STAND_DOWN = 'stand_down';

export function isDecisionVerb(verb: OperatorVerb): verb is DecisionVerb {
  return OPERATOR_VERBS[verb].answers === 'park';
}

/** What is said of a verb, whichever it is. */
export function factsOf(verb: OperatorVerb): VerbFacts {
  return OPERATOR_VERBS[verb];
}

/** The decisions that take a field of the argument, in words: for the texts of REST and the command line. */
export function takersOf(field: keyof Decision): string[] {
  return DECISION_VERBS.filter((verb) => [...factsOf(verb).needs, ...factsOf(verb).mayHave].includes(field));
}

/** What a decision says about the call (or the compensation) that its park is about. */
export function concludes({ verb, unclear, happened }: Said & { verb: DecisionVerb }): Conclusion {
  return factsOf(verb).settles({ unclear, happened });
}

/** Whether after a decision on the way back the effect is known to be gone, or never to have been: it is not undone again. */
export function leavesNothingToUndo(said: Parameters<typeof concludes>[0]): boolean {
  const { kind } = concludes(said);
  return kind === 'undone_by_hand' || kind === 'never_happened';
}

export const VIEW_QUERY = 'view';

/** Keys of the workflow's memo; from its changes a history tells which verbs a park took, and what was decided. */
export const LAST_PARK = 'lastPark';
export const LAST_DECISION = 'lastDecision';
