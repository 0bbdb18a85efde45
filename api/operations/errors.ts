/**
 * Everything an operation can refuse, and the exit code of the command line for it (INTERFACES). People and programs branch on the
 * code, never on text.
 */
export const OPERATION_ERRORS = {
  'unknown-definition': 2,
  'invalid-input': 2,
  'input-too-large': 2,
  'bad-id': 2,
  'execution-conflict': 1,
  'already-completed': 1,
  'needs-after': 1,
  'recovery-pending': 1,
  'unknown-execution': 1,
  'execution-closed': 1,
  refused: 1,
  'no-worker': 5,
  'temporal-unavailable': 5,
} as const;

export type OperationErrorCode = keyof typeof OPERATION_ERRORS;

/** One value of an input that does not fit, by JSON pointer. */
export interface Misfit {
  /** JSON pointer (RFC 6901) into the input; empty for the whole. */
  pointer: string;
  message: string;
}

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
