/** Types that a closed execution's failure can have (INTERFACES, SAGAS S28). */
export type ExecutionFailureType = 'SagaCompensated' | 'SagaPartiallyCompensated' | 'StepFailed';
