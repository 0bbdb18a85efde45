import type { Misfit } from '../../plan/misfits.ts';

/**
 * Everything an operation can refuse: the exit code of the command line, the HTTP status, and whether the very same request may succeed
 * later. The doors read this table and nothing else. People and programs branch on the code, never on text.
 */
export const OPERATION_ERRORS = {
  'unknown-definition': { exit: 2, http: 404, isRetryable: false },
  'invalid-input': { exit: 2, http: 422, isRetryable: false },
  'input-too-large': { exit: 2, http: 413, isRetryable: false },
  'bad-id': { exit: 2, http: 422, isRetryable: false },
  'bad-request': { exit: 1, http: 400, isRetryable: false },
  unauthenticated: { exit: 1, http: 401, isRetryable: false },
  forbidden: { exit: 1, http: 403, isRetryable: false },
  'own-approval': { exit: 1, http: 403, isRetryable: false },
  'execution-conflict': { exit: 1, http: 409, isRetryable: false },
  'idempotency-key-reused': { exit: 1, http: 409, isRetryable: false },
  'already-completed': { exit: 1, http: 409, isRetryable: false },
  'needs-after': { exit: 1, http: 409, isRetryable: false },
  'recovery-pending': { exit: 1, http: 409, isRetryable: true },
  'unknown-execution': { exit: 1, http: 404, isRetryable: false },
  'unknown-step': { exit: 1, http: 404, isRetryable: false },
  'unknown-signal': { exit: 2, http: 404, isRetryable: false },
  'execution-closed': { exit: 1, http: 409, isRetryable: false },
  'execution-paused': { exit: 1, http: 409, isRetryable: true },
  refused: { exit: 1, http: 409, isRetryable: false },
  'definition-not-ready': { exit: 5, http: 503, isRetryable: true },
  'identity-unavailable': { exit: 5, http: 503, isRetryable: true },
  'no-worker': { exit: 5, http: 503, isRetryable: true },
  'temporal-unavailable': { exit: 5, http: 503, isRetryable: true },
} as const satisfies Record<string, { exit: number; http: number; isRetryable: boolean }>;

export type OperationErrorCode = keyof typeof OPERATION_ERRORS;

/** A request that was refused; `message` is one sentence with the remedy. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  readonly code: OperationErrorCode;
  readonly misfits: readonly Misfit[];

  constructor(
    code: OperationErrorCode,
    message: string,
    options: { cause?: unknown; misfits?: readonly Misfit[] } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.misfits = options.misfits ?? [];
  }
}

/** The same sentence for an execution that never was and for one that the caller may not know of. */
export function unknownExecution(id: string): OperationError {
  return new OperationError('unknown-execution', `There is no execution "${id}". sagaflow list shows those there are.`);
}
