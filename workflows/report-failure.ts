import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  TemporalFailure,
  TimeoutFailure,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import type { CallFailureDetails, CallReport, CallRequest } from '../plan/call.ts';
import { failureOf, leftNothing, type FailureType } from '../plan/failure-types.ts';
import { isCallFailure } from '../plan/foreign.ts';
import type { Outcome } from '../plan/outcome.ts';
import type { ChildReport } from './interpreter/effects.ts';
import { FOREIGN_RESULT, type Patched } from './report-return.ts';
import { CHILD_STILL_RUNS, INTERRUPTED_BY_RESET } from './interpreter/past/past.ts';
import { failureText } from '../plan/failure-text.ts';

type FailedCall = CallReport & { ok: false };

/** How an activity's failure reads as a call's outcome. Without a verdict of the activity it is unknown (O11). */
export function reportCallFailure(error: unknown, patched: Patched): FailedCall {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (isInterruptedByReset(cause)) {
    return unknownCall(INTERRUPTED_BY_RESET, 'It was under way when the execution was reset.');
  }
  if (cause instanceof ApplicationFailure) {
    const details: unknown = cause.details?.[0];
    if (!isCallFailure(details) && patched(FOREIGN_RESULT)) return foreignFailure(cause);
    return ownFailure(cause, details as Partial<CallFailureDetails> | null | undefined);
  }
  if (cause instanceof TimeoutFailure) {
    return unknownCall('CallTimedOut', `The worker gave no answer in time (${cause.timeoutType}).`);
  }
  if (cause instanceof CancelledFailure) return unknownCall('Canceled', 'Canceled before it told how it ended.');
  if (error instanceof ActivityFailure) return unknownCall('CallFailed', error.message);
  throw error;
}

function ownFailure(
  { type, message }: ApplicationFailure,
  details: Partial<CallFailureDetails> | null | undefined,
): FailedCall {
  return {
    ok: false,
    outcome: unclear(details?.outcome),
    attempts: details?.attempts ?? 1,
    failure: { type: type ?? 'ToolFailed', message },
  };
}

/** Somebody failed the call by hand in Temporal: what the tool did, or will still do, they may not have seen. */
function foreignFailure({ type, message }: ApplicationFailure): FailedCall {
  const said = [type, message].filter((text) => text != null && text !== '').join(': ');
  return unknownCall(
    'ForeignResult',
    `The call was ended from outside, not by its worker (${said === '' ? 'no reason given' : said}): what the tool did is not known. Look at the server, then decide.`,
  );
}
/**
 * Canceled while no attempt was under way. Of a call that must not be repeated that says that nothing was done: Temporal tries it again only
 * after attempts that certainly did nothing, or that the tool refused where the author lets it be asked again.
 */
export function isCanceledUnsent(error: unknown, { repeatable, retry, atomicErrors }: CallRequest): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (repeatable || !(cause instanceof CancelledFailure) || cause.details[0] !== NOT_STARTED) return false;
  const mayHaveBeenRefused = retry.retryOn.includes('tool_error') && !atomicErrors;
  return !mayHaveBeenRefused;
}

/** Temporal's word for it, in the details of the cancel. */
const NOT_STARTED = 'ACTIVITY_ID_NOT_STARTED';

/** Temporal ends calls that were under way at the point of a reset with a failure of its own. */
export function isInterruptedByReset(cause: unknown): boolean {
  return cause instanceof TemporalFailure && cause.failure?.resetWorkflowFailureInfo != null;
}

function unclear(outcome: Outcome | undefined): FailedCall['outcome'] {
  return outcome === undefined || outcome === 'ok' ? 'unknown' : outcome;
}

function unknownCall(type: FailureType, message: string): FailedCall {
  return { ok: false, outcome: 'unknown', attempts: 1, failure: { type, message } };
}

/** A child that undid itself left nothing behind; one that only partly could, or has nothing to undo with, may have. */
export function reportChildFailure(error: unknown): ChildReport & { ok: false } {
  if (error instanceof CancelledFailure) {
    return { ok: false, outcome: 'no_effect', failure: failureOf('Canceled', 'Canceled before it started.') };
  }
  if (error instanceof WorkflowExecutionAlreadyStartedError) {
    const message = `Another run has started "${error.workflowId}", and it has not ended.`;
    return { ok: false, outcome: 'no_effect', failure: failureOf(CHILD_STILL_RUNS, message) };
  }
  if (!(error instanceof ChildWorkflowFailure)) throw error;
  const { cause } = error;
  if (cause instanceof CancelledFailure) {
    return {
      ok: false,
      outcome: 'no_effect',
      failure: failureOf('Canceled', 'The child was canceled and undid itself.'),
    };
  }
  const type = cause instanceof ApplicationFailure ? (cause.type ?? 'ChildFailed') : 'ChildFailed';
  const message = `${error.workflowType}: ${cause?.message ?? error.message}`;
  const outcome = leftNothing(type) ? 'no_effect' : 'effect_possible';
  return { ok: false, outcome, failure: failureOf('ChildFailed', failureText({ type, message })) };
}
