import { failureOf } from '../../../plan/failure-types.ts';
import { canonicalJson } from '../../../plan/hash/canonical-json.ts';
import type { CallReport, CallRequest } from '../../../plan/call.ts';
import type { Outcome } from '../../../plan/outcome.ts';
import type { PastCall } from '../../../plan/past.ts';
import { sha256Hex } from '../../../plan/hash/sha256.ts';
import { adoptCall } from './adopt.ts';
import { compensateEntries, type Undone } from '../back/compensate.ts';
import { keyAt } from '../state/keys.ts';
import { pastCall } from './past.ts';
import type { Run } from '../state/run.ts';

/** What another run of this execution did under the key that a call is about to use, when that key must not be used again. */
export function usedKey(run: Run, path: string): PastCall | null {
  const key = keyAt(run, path);
  // Not sent at all: a person has said how it ended.
  if (run.state.answers[key] !== undefined) return null;
  const call = pastCall(run, key);
  return call !== null && (call.undone !== 'no' || call.outcome === 'no_effect') ? call : null;
}

/**
 * Raises the epoch beyond all keys that were used up: undone, or refused for good. What was perhaps undone and perhaps not is undone
 * first, under its own key, because after the new call nobody could tell them apart.
 */
export async function leaveUsedKeys(run: Run, path: string): Promise<Undone> {
  for (let used = usedKey(run, path); used !== null; used = usedKey(run, path)) {
    if (used.undone === 'unclear' && (await undoFirst(run, used)) === 'suspended') return 'suspended';
    run.state.epochs[path] = used.epoch + 1;
  }
  return 'done';
}

function undoFirst(run: Run, used: PastCall): Promise<Undone> {
  const { ledger } = run.state;
  const own = ledger.find(({ key }) => key === used.key);
  const entry = own ?? adoptCall(run.plan, used);
  if (entry === null) return Promise.resolve('done');
  if (own === undefined) ledger.push(entry);
  // In flight when the execution was reset: what became of it is known by now.
  if (entry.outcome === 'pending') entry.outcome = used.outcome;
  return compensateEntries(run, [entry]);
}

/** A tool that knows no keys would do again what another run has had it do (S10). */
export function refuseRepeat(run: Run, request: CallRequest): (CallReport & { ok: false }) | null {
  if (request.repeatable || run.state.past === null) return null;
  const sent = pastCall(run, request.key);
  if (sent === null || sent.outcome === 'no_effect') return null;
  const message = `Another run of this execution has sent it (${sent.outcome}), and ${request.server}.${request.tool} knows no idempotency keys: it is not sent again.`;
  return { ok: false, outcome: 'unknown', attempts: 0, failure: failureOf(SENT_BEFORE_RESET, message) };
}

/** What is known of the key from other runs: a refusal now says nothing about what they sent. */
export function sentElsewhere(run: Run, key: string): Exclude<Outcome, 'ok'> {
  const outcome = run.state.past === null ? undefined : pastCall(run, key)?.outcome;
  return outcome === undefined ? 'no_effect' : outcome === 'ok' ? 'effect_possible' : outcome;
}

/** For these, people are asked: going on or back without them would rest on a guess. */
export const SENT_BEFORE_RESET = 'SentBeforeReset';
export const CONTRACT_VIOLATED = 'ContractViolated';
export const KEY_FORGOTTEN = 'KeyForgotten';

/** O12: the same key, two successful answers, and they differ. */
export function contradiction(
  run: Run,
  request: CallRequest,
  report: CallReport & { ok: true },
): (CallReport & { ok: false }) | null {
  const earlier = run.state.past === null ? null : pastCall(run, request.key);
  if (earlier === null || earlier.answer === null || report.provenance !== 'live') return null;
  if (earlier.answer === sha256Hex(canonicalJson(report.output))) return null;
  const message = `${request.server}.${request.tool} has answered the same key with something else than before.`;
  return {
    ok: false,
    outcome: 'effect_possible',
    attempts: report.attempts,
    failure: failureOf(CONTRACT_VIOLATED, message),
  };
}
