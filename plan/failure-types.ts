/** Types that a closed execution's failure can have (INTERFACES, SAGAS S28). */
export type ExecutionFailureType = 'SagaCompensated' | 'SagaPartiallyCompensated' | 'StepFailed';

/** Whether an execution that failed like this left nothing behind: it was refused before any step, or undid itself. */
export function leftNothing(failureType: string | null | undefined): boolean {
  return failureType === 'SagaCompensated' || isRefusal(failureType);
}

/** The execution was refused before any step: it says nothing about the ones before it. */
export function isRefusal(failureType: string | null | undefined): boolean {
  return failureType !== null && failureType !== undefined && REFUSALS.has(failureType);
}

const REFUSALS = new Set(['InvalidInput', 'UnknownDefinition', 'AlreadyCompleted', 'RecoveryPending']);
