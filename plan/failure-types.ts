/** Types a closed execution's failure can have (INTERFACES, SAGAS S28). */
export const EXECUTION_FAILURES = [
  'SagaCompensated',
  'SagaPartiallyCompensated',
  'StepFailed',
  'InvalidInput',
  'UnknownDefinition',
  'AlreadyCompleted',
  'RecoveryPending',
] as const;

export type ExecutionFailureType = (typeof EXECUTION_FAILURES)[number];

/** Failure types of steps that are no call's: approvals, waits, expressions, children, deadlines, operators. */
export const STEP_FAILURES = [
  'ApprovalRejected',
  'ApprovalTimedOut',
  'SignalTimedOut',
  'ExpressionFailed',
  'ChildFailed',
  'DeadlineExceeded',
  'GivenUp',
  'PlanTooLarge',
] as const;

export type StepFailureType = (typeof STEP_FAILURES)[number];
