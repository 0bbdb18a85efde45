import type { CallReport } from '../plan/call.ts';
import { failureOf } from '../plan/failure-types.ts';
import { isCallReturn, isHanded } from '../plan/foreign.ts';
import type { ChildReport } from './interpreter/effects.ts';

/** A call that was canceled before Temporal heard of it. */
export const NEVER_SENT: CallReport = {
  ok: false,
  outcome: 'no_effect',
  attempts: 0,
  failure: failureOf('Canceled', 'Canceled before it was sent.'),
};

/** A call that was canceled between two attempts, of which the first did nothing, or before any. */
export const CANCELED_WHILE_WAITING: CallReport = {
  ok: false,
  outcome: 'no_effect',
  attempts: 0,
  failure: failureOf('Canceled', 'Canceled while it waited to be sent.'),
};

/** Asks whether an execution has come to a change: only where that makes a difference, because each name leaves a marker. */
export type Patched = (id: string) => boolean;

/** Executions from before this change took what somebody else had ended a call with for the tool's own answer. */
export const FOREIGN_RESULT = 'foreign-result';

/** How an activity's result reads as a call's outcome; its receipt is for other runs. A foreign one says nothing about the call. */
export function reportCallReturn(value: unknown, patched: Patched): CallReport {
  if (isCallReturn(value)) return returned(value);
  if (!patched(FOREIGN_RESULT)) return returned(value as CallReport & { ok: true });
  return { ok: false, outcome: 'unknown', attempts: 1, failure: failureOf('ForeignResult', COMPLETED_BY_HAND) };
}

function returned(value: Omit<CallReport & { ok: true }, 'ok'>): CallReport {
  const { output, frozen, provenance, ageMs, attempts, repeated } = value;
  return { ok: true, output, frozen, provenance, ageMs, attempts, repeated };
}

const COMPLETED_BY_HAND =
  'Somebody completed the call by hand in Temporal, and the result does not say what the tool did. Look at the server, then decide.';

/** How a child's result reads. */
export function reportChildReturn(value: unknown, patched: Patched): ChildReport {
  if (isHanded(value)) return { ok: true, output: value.output, ledger: value.ledger };
  if (!patched(FOREIGN_RESULT)) return { ok: true, ...(value as Omit<ChildReport & { ok: true }, 'ok'>) };
  const message = 'The child ended with a result that is none of a Sagaflow execution. Look at it, then decide.';
  return { ok: false, outcome: 'unknown', failure: failureOf('ForeignResult', message) };
}
