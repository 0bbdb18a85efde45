/** What can fail: a call, another step, the execution as a whole; how a closed execution failed; why a start was refused. */
type Of = 'call' | 'step' | 'execution' | 'ending' | 'refusal';

/**
 * The one list of failure types: `failure.type` in views and Temporal's `ApplicationFailure.type`. A `fail` step brings a type of its
 * author's. The table in docs/language.md is made of it, and a test holds both together, and with the types that the sources name.
 */
export const FAILURE_TYPES = {
  ToolFailed: { of: 'call', means: 'The tool answered with an error.' },
  ServerUnavailable: { of: 'call', means: 'The server could not be reached, or gave no answer.' },
  CallRefused: { of: 'call', means: 'The server, or Sagaflow before it sent anything, refused the call.' },
  BadResult: { of: 'call', means: 'An answer came, but it cannot be used: it does not fit, or is too large.' },
  SchemaChanged: { of: 'call', means: 'The tool is not the one that the definition was compiled against.' },
  ContractViolated: { of: 'call', means: 'The tool answered one key twice, and not the same.' },
  AttemptsSpent: { of: 'call', means: 'The attempts that `retry_policy` allows were used up.' },
  CallTimedOut: { of: 'call', means: 'The worker gave no answer in time.' },
  ForeignResult: {
    of: 'call',
    means: 'Somebody ended it by hand in Temporal, so it says nothing about what the tool did.',
  },
  CallFailed: { of: 'call', means: 'The call ended without a word about how.' },
  Canceled: {
    of: 'call',
    means: 'It was canceled: the execution by somebody, or the call because another step had failed.',
  },
  KeyForgotten: {
    of: 'call',
    means: 'It may have happened, and its tool does not know the key any more (`retention`).',
  },
  SentBeforeReset: { of: 'call', means: 'Another run of the execution has sent it, and its tool knows no keys.' },
  InterruptedByReset: { of: 'call', means: 'It was under way at the point of a reset.' },
  ChildStillRuns: { of: 'call', means: 'A child that another run has started has not ended yet.' },
  ExpressionFailed: { of: 'step', means: 'An expression could not be evaluated, or gave a value of the wrong type.' },
  DegradedInput: { of: 'step', means: 'An effect would use a cached or fallback output without `accept_degraded`.' },
  ApprovalRejected: { of: 'step', means: 'Somebody rejected the approval.' },
  ApprovalTimedOut: { of: 'step', means: 'Nobody answered the approval in time.' },
  SignalTimedOut: { of: 'step', means: 'The signal did not come in time.' },
  ChildFailed: { of: 'step', means: 'A child execution did not complete.' },
  LoopTooLong: { of: 'step', means: 'The list of `for_each` has more items than one run may iterate over.' },
  DeadlineExceeded: { of: 'execution', means: 'The execution did not end within its `deadline`.' },
  Terminated: { of: 'execution', means: 'The execution was terminated, or timed out.' },
  StaleEffects: {
    of: 'execution',
    means: 'After a reset, it rested on effects that are gone and could not be repeated.',
  },
  PastUnreadable: { of: 'execution', means: 'After a reset, the history of another run was gone.' },
  NotCompiledYet: {
    of: 'execution',
    means: 'A server has not said yet which tools it has, so there is no plan: it waits.',
  },
  EffectsInForce: {
    of: 'execution',
    means: 'Its plan cannot be read, and other runs of it may have effects in force: it waits.',
  },
  StateTooLarge: { of: 'execution', means: 'The outputs that are still needed do not fit into a new run.' },
  SagaCompensated: { of: 'ending', means: 'A step failed, and everything due was undone.' },
  SagaPartiallyCompensated: { of: 'ending', means: 'A step failed, and something was left, or undone by hand.' },
  StepFailed: { of: 'ending', means: 'A step failed, and nothing is undone here.' },
  InvalidInput: { of: 'refusal', means: 'The input does not fit the definition.' },
  UnknownDefinition: { of: 'refusal', means: 'The workers do not have the definition, or cannot read its plan.' },
  AlreadyCompleted: { of: 'refusal', means: 'An execution with this id has completed, and may not be repeated.' },
  RecoveryPending: { of: 'refusal', means: 'What an execution with this id left behind is still being undone.' },
} as const satisfies Record<string, { of: Of; means: string }>;

export type FailureType = keyof typeof FAILURE_TYPES;

type TypesOf<What extends Of> = {
  [Type in FailureType]: (typeof FAILURE_TYPES)[Type]['of'] extends What ? Type : never;
}[FailureType];

/** Types that a closed execution's failure can have (S28). */
export type ExecutionFailureType = TypesOf<'ending'>;

/** A failure of one of our own types. */
export function failureOf(type: FailureType, message: string): { type: FailureType; message: string } {
  return { type, message };
}

/** Whether an execution that failed like this left nothing behind: it was refused before any step, or undid itself. */
export function leftNothing(failureType: string | null | undefined): boolean {
  return failureType === 'SagaCompensated' || isRefusal(failureType);
}

/** The execution was refused before any step: it says nothing about the ones before it. */
export function isRefusal(failureType: string | null | undefined): boolean {
  if (failureType === null || failureType === undefined || !Object.hasOwn(FAILURE_TYPES, failureType)) return false;
  return FAILURE_TYPES[failureType as FailureType].of === 'refusal';
}
