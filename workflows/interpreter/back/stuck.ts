import type { LedgerEntry } from '../../../plan/ledger.ts';
import type { Compensation } from '../../../plan/plan.ts';
import type { Unclear } from '../../../plan/view.ts';
import type { Run } from '../state/run.ts';

/** Why a call could not be undone. */
export interface Stuck {
  kind: 'late_call' | 'no_arguments' | 'refused' | 'unclear';
  /** Whose outcome nobody knows. */
  unclear: Unclear;
  message: string;
}

/** A tool that knows no keys would do it twice, and so would one that has forgotten this key (S9 "retention", S10). */
export function mayRepeat(run: Run, entry: LedgerEntry, { idempotency }: Compensation): boolean {
  const { kind, retentionMs } = idempotency;
  const isForgotten = retentionMs !== null && run.effects.now() - (entry.undoSentAt ?? 0) >= retentionMs;
  return kind === 'natural' || (kind !== 'none' && !isForgotten);
}
