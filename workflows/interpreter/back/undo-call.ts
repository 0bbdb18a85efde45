import type { CallRequest } from '../../../plan/call.ts';
import type { JsonObject } from '../../../plan/json.ts';
import type { LedgerEntry } from '../../../plan/ledger.ts';
import type { Compensation } from '../../../plan/plan.ts';
import { createCancelToken } from '../cancel-token.ts';
import type { Eventually } from '../eventually.ts';
import { callRequest } from '../state/call-request.ts';
import { findCall, findCompensation } from '../state/find-call.ts';
import { callKey } from '../state/keys.ts';
import { INTERRUPTED_BY_RESET, pastCall, whenPastKnown } from '../past/past.ts';
import { standDown, type Run } from '../state/run.ts';
import { mayRepeat, type Stuck } from './stuck.ts';
import { parkUndo } from './undo-decisions.ts';
import { failureText } from '../../../plan/failure-text.ts';

export type Undone = 'done' | 'suspended';

/** Undoes one call, as often as people say so. What became of it is written into the entry. */
export async function undoCall(run: Run, entry: LedgerEntry, onPark: (isParked: boolean) => void): Promise<Undone> {
  const compensation = findCompensation(run.plan, entry);
  if (compensation === null) return 'done';
  for (;;) {
    const stuck = await tryUndo(run, entry, compensation);
    if (stuck === null) return 'done';
    if (stuck === 'superseded' || run.flags.supersededBy !== null) return 'suspended';
    onPark(true);
    const fate = await parkUndo(run, entry, compensation, stuck);
    onPark(false);
    if (fate !== 'again') return fate;
  }
}

/** Null when it is undone. */
function tryUndo(run: Run, entry: LedgerEntry, compensation: Compensation): Eventually<Stuck | 'superseded' | null> {
  return whenPastKnown(run, () => undoNow(run, entry, compensation));
}

async function undoNow(run: Run, entry: LedgerEntry, compensation: Compensation): Promise<Stuck | 'superseded' | null> {
  // Another run of this execution has undone it.
  if (entry.state !== 'open') return null;
  if (entry.outcome === 'unknown' && entry.canArriveLate) return waitForQuiet(run, entry);
  const { server, tool } = compensation;
  const args = argumentsFor(run, entry, compensation);
  if (args === null) {
    const message = `It is not known what ${server}.${tool} needs to undo "${entry.path}", because its call ended ${entry.outcome} without an answer.`;
    return { kind: 'no_arguments', unclear: 'call', message };
  }
  const request = compensationRequest(run, entry, compensation, args);
  if (entry.undoIsUnclear === true && !mayRepeat(run, entry, compensation)) {
    const message = `${server}.${tool} was sent to undo "${entry.path}", its outcome is not known, and it does not know a repeated call.`;
    return { kind: 'unclear', unclear: 'compensation', message };
  }
  if (run.state.looksForLaterRun === true && (await isSuperseded(run))) return 'superseded';
  // Nothing cancels a compensation: the way back is walked to its end (S29).
  const sentAt = run.effects.now();
  const report = await run.effects.call(request, createCancelToken());
  if (report.ok) return null;
  const message = `${server}.${tool} could not undo "${entry.path}": ${failureText(report.failure)}`;
  // What an earlier attempt under this key left open stays open, whatever the last one says.
  if (report.outcome !== 'no_effect') {
    entry.undoIsUnclear = true;
    entry.undoSentAt ??= sentAt;
  }
  if (report.failure.type === INTERRUPTED_BY_RESET && request.repeatable) return tryUndo(run, entry, compensation);
  if (entry.undoIsUnclear === true) return { kind: 'unclear', unclear: 'compensation', message };
  return { kind: 'refused', unclear: entry.outcome === 'ok' ? null : 'call', message };
}

/** Before each undo of a recovery: somebody may have reset the execution in the meantime, and its new run rests on what would be undone. */
async function isSuperseded(run: Run): Promise<boolean> {
  const later = await run.effects.laterRun();
  if (later !== null) standDown(run, later);
  return run.flags.supersededBy !== null;
}

/**
 * An unknown call may still be on its way. A server that does not refuse it after its undo would apply it for good, so it is waited for,
 * and then people look (S16).
 */
async function waitForQuiet(run: Run, entry: LedgerEntry): Promise<Stuck> {
  const quietMs = findCall(run.plan, entry)?.timeout.attemptMs ?? 0;
  await run.effects.timer(quietMs, entry.path, run.superseded);
  const message = `Nobody knows whether the call of "${entry.path}" happened, and its server does not refuse a call that arrives after its undo ("late_calls: refused"). Look there, then "resume" to undo it, or say what you saw.`;
  return { kind: 'late_call', unclear: 'call', message };
}

function argumentsFor(run: Run, entry: LedgerEntry, { needsOutput }: Compensation): JsonObject | null {
  const { outcome, frozen, withoutOutput } = entry;
  if (outcome === 'ok' || !needsOutput) return frozen;
  // What was frozen for an unclear call is an operator's own word; without arguments of either kind a person is asked.
  if (frozen !== null || withoutOutput === null) return withoutOutput;
  return frozenElsewhere(run, entry) ?? withoutOutput;
}

/** What another run froze that saw the call succeed, under the same key: it names the very effect (S13). */
function frozenElsewhere(run: Run, { key }: LedgerEntry): JsonObject | null {
  const call = pastCall(run, key);
  return call?.outcome === 'ok' ? call.frozen : null;
}

function compensationRequest(run: Run, entry: LedgerEntry, compensation: Compensation, args: JsonObject): CallRequest {
  const { idempotency } = compensation;
  const key = callKey(run.identity, entry.path, `${entry.epoch}.${entry.undoEpoch}`, 'compensation');
  return callRequest({
    server: compensation.server,
    tool: compensation.tool,
    arguments: idempotency.argument === null ? args : { ...args, [idempotency.argument]: key },
    direction: 'compensation',
    path: entry.path,
    epoch: entry.epoch + entry.undoEpoch,
    key,
    compensates: entry.key,
    repeatable: idempotency.kind !== 'none',
    isKeyed: idempotency.kind === 'meta' || idempotency.kind === 'argument',
    atomicErrors: compensation.atomicErrors,
    schemaHash: compensation.schemaHash,
    retry: compensation.retry,
    refusalAttempts: REFUSAL_ATTEMPTS,
    timeout: { ...compensation.timeout, totalMs: run.plan.parkAfterMs },
    retentionMs: idempotency.retentionMs,
  });
}

/** S23: a refusal is asked five times, then it is a matter for people. */
const REFUSAL_ATTEMPTS = 5;
