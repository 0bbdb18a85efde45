import type { Run } from './run.ts';
import type { StepRecord } from './state.ts';

/** A step, one iteration of it, or one of its tools has ended. The state keeps its record as long as something reads it (S37). */
export function keepRecord(run: Run, path: string, record: StepRecord): void {
  run.state.records[path] = record;
  run.effects.ended?.(path, record.output);
}
