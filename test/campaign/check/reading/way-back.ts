import { ancestry } from './decided.ts';
import type { Execution, Run } from '../types.ts';

/** Event after which a run goes back; 0 when a run that it continued went back already, Infinity when it never does. */
export function backSince(run: Run, { runs }: Execution): number {
  const before = ancestry(run, runs).slice(0, -1);
  if (before.some((one) => one.shown.some(({ state }) => state === 'compensating'))) return 0;
  return run.shown.find(({ state }) => state === 'compensating')?.eventId ?? Infinity;
}
