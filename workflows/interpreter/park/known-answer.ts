import { keepOf, type KeptResult, type Residual } from '../../../plan/call.ts';
import type { Json } from '../../../plan/json.ts';
import type { LedgerEntry } from '../../../plan/ledger.ts';
import { attempt } from '../state/attempt.ts';

/** What an operator says that a call answered, kept and frozen as a worker would have (S13); else what is wrong with it. */
export function keepAnswer(
  entry: LedgerEntry,
  projection: Residual | null,
  raw: Json,
): KeptResult | { problem: string } {
  const kept = attempt(() => keepOf(raw, projection, entry.freeze ?? null));
  return kept.ok ? kept.value : { problem: kept.failed.failure.message };
}
