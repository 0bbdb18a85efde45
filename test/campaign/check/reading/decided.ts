import type { Decided, Execution, Run } from '../types.ts';

/** The decisions that these runs of an execution took, oldest first. */
export function decisionsOf({ runs: all }: Execution, runs: readonly Run[] = all): Decided[] {
  return runs.flatMap(({ decided }) => decided);
}

/** A run and those that it continued, oldest first. */
export function ancestry(run: Run, all: readonly Run[]): Run[] {
  const before = all.find(({ runId }) => runId === run.continuedFrom);
  return before === undefined ? [run] : [...ancestry(before, all), run];
}

/** The operator went on without the step, or said what became of it: both end a call without an `ok` of its own. */
export const SETTLED_BY_HAND: ReadonlySet<string> = new Set([
  'skip',
  'resolve_unknown',
  'mark_compensated',
  'never_happened',
]);
