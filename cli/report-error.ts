import { OPERATION_ERRORS, OperationError } from '../api/operations/errors.ts';
import { CommandError, sayLine } from '../mains/context.ts';
import type { Context } from '../mains/context.ts';
import { EXIT } from '../mains/exit-codes.ts';
import { TemporalNotFound, TemporalStartFailed, TemporalUnreachable, WrongSearchAttribute } from './temporal/errors.ts';

/** Says on stderr what went wrong, in one sentence and never as a stack trace, and gives the exit code. */
export function reportError(context: Context, error: unknown): number {
  const { stderr, environment, signal } = context;
  const known = exitCodeOfError(error);
  if (known === undefined && signal.aborted) return EXIT.interrupted;
  const message = error instanceof Error ? error.message : String(error);
  sayLine(stderr, `${stderr.colours.red('error')} ${message}`);
  if (known !== undefined) return known;
  if (environment['SAGAFLOW_DEBUG'] === '1') sayLine(stderr, error instanceof Error ? (error.stack ?? '') : '');
  else sayLine(stderr, stderr.colours.dim('This was not expected. SAGAFLOW_DEBUG=1 shows where it happened.'));
  return EXIT.error;
}

/** Undefined for an error that nobody foresaw. */
function exitCodeOfError(error: unknown): number | undefined {
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof OperationError) return OPERATION_ERRORS[error.code].exit;
  const isTemporal =
    error instanceof TemporalUnreachable ||
    error instanceof TemporalNotFound ||
    error instanceof TemporalStartFailed ||
    error instanceof WrongSearchAttribute;
  return isTemporal ? EXIT.unreachable : undefined;
}
