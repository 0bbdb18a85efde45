import { fallbackOf } from '../../../plan/path.ts';
import type { Run } from '../state/run.ts';

/**
 * The call of that path is asked, perhaps not for the first time: a reset can cut its fallback off just when the history is long, and
 * the next run begins with the step. Until the fallback, too, is asked again and answers, nothing rests on what it did; if that never
 * comes, it is gone before the execution completes (S34).
 */
export function doubtFallback({ state }: Run, path: string): void {
  const fallback = fallbackOf(path);
  for (const entry of state.ledger) {
    const isDoubtful = entry.path === fallback && entry.state === 'open' && entry.outcome !== 'no_effect';
    if (isDoubtful) entry.isOrphan = true;
  }
}
