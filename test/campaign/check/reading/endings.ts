import type { Saga } from '../types.ts';

/** How many sagas ended how. */
export type Endings = Record<string, number>;

/** By the run that counts: `completed`, `SagaCompensated`, `canceled`, `open`, …; a terminated one with what its recovery came to. */
export function countEndings(sagas: readonly Saga[]): Endings {
  const endings: Endings = {};
  for (const saga of sagas) {
    const name = endingOf(saga);
    endings[name] = (endings[name] ?? 0) + 1;
  }
  return endings;
}

function endingOf({ root, recovery }: Saga): string {
  const own = root.latest.close;
  if (own === null) return 'open';
  const name = own.type ?? own.kind;
  if (recovery === null) return name;
  const after = recovery.latest.close;
  return `${name}, recovery ${after === null ? 'open' : (after.type ?? after.kind)}`;
}
