import { intent, type LedgerEntry } from '../../../plan/ledger.ts';
import type { Past, PastCall, PastChild } from '../../../plan/past.ts';
import { isFallback } from '../../../plan/path.ts';
import type { Plan } from '../../../plan/plan.ts';
import { findCall } from '../state/find-call.ts';
import { positionAt } from '../state/position.ts';

/** A ledger from what other runs did, as if this run had done it: whoever goes back undoes it like its own. */
export function adoptPast(plan: Plan, past: Pick<Past, 'calls' | 'children'>): LedgerEntry[] {
  return [...past.calls.map((call) => adoptCall(plan, call)), ...past.children.map((child) => adoptChild(plan, child))]
    .filter((entry) => entry !== null)
    .toSorted((a, b) => firstSeen(past, a) - firstSeen(past, b));
}

/** Null for a call that this plan does not have: it came from another definition under the same id. */
export function adoptCall(plan: Plan, call: PastCall): LedgerEntry | null {
  const position = positionAt(plan, call.path);
  if (position === null) return null;
  const { path, key, epoch } = call;
  const entry = intent({ path, position, key, epoch, isFallback: isFallback(path) });
  const own = findCall(plan, entry);
  if (own === null) return null;
  const { frozen, withoutOutput } = call.intent;
  return {
    ...entry,
    sentAt: call.scheduledAt,
    outcome: call.outcome,
    frozen: own.compensation?.needsOutput === true ? call.frozen : frozen,
    withoutOutput,
    canArriveLate: !own.lateCallsRefused,
    state: call.undone === 'done' ? 'compensated' : 'open',
    undoEpoch: call.undoEpoch,
    ...(call.undone === 'unclear' ? { undoIsUnclear: true } : {}),
  };
}

/** Null for a child that left nothing behind. */
export function adoptChild(plan: Plan, child: PastChild): LedgerEntry | null {
  const position = positionAt(plan, child.path);
  if (position === null || child.end === 'nothing') return null;
  const { path, id: key, epoch } = child;
  return intent({
    path,
    position,
    key,
    epoch,
    outcome: child.handed === null ? 'effect_possible' : 'ok',
    state: child.undone === 'done' ? 'compensated' : 'open',
    child: child.handed === null ? null : { id: child.id, ledger: child.handed.ledger },
  });
}

function firstSeen(past: Pick<Past, 'calls' | 'children'>, entry: LedgerEntry): number {
  const found =
    past.calls.find(({ key }) => key === entry.key) ?? past.children.find(({ id }) => id === entry.child?.id);
  return found?.scheduledAt ?? 0;
}
