import type { CallReport, CallReturn } from '../plan/call.ts';
import { failureOf } from '../plan/failure-types.ts';

/** A call that was canceled before Temporal heard of it. */
export const NEVER_SENT: CallReport = {
  ok: false,
  outcome: 'no_effect',
  attempts: 0,
  failure: failureOf('Canceled', 'Canceled before it was sent.'),
};

/** How an activity's result reads as a call's outcome; its receipt is for other runs. */
export function reportCallReturn({ output, frozen, provenance, ageMs, attempts, repeated }: CallReturn): CallReport {
  return { ok: true, output, frozen, provenance, ageMs, attempts, repeated };
}
