import type { ExecutionChange } from '../../../api/operations/ports.ts';
import type { ExecutionEvent } from '../../../plan/events.ts';
import type { Plan } from '../../../plan/plan.ts';
import { createViewFold } from '../../../plan/view/fold.ts';
import type { ExecutionView } from '../../../plan/view.ts';

/** What happens, and the call that it is the end of. */
export type Happening = [ExecutionEvent, ExecutionChange['call']?];

/** The changes of an execution, one an event, as whoever follows it gets them. */
export function changesOf(
  plan: Plan,
  happenings: readonly Happening[],
): { changes: ExecutionChange[]; view: ExecutionView } {
  const beginning = { id: `${plan.name}/x`, runId: 'run-1', planHash: 'sha256:x', startedAt: timeOf(0) };
  const fold = createViewFold(plan, beginning);
  const changes = happenings.map(([event, call = null], index): ExecutionChange => {
    fold.apply(event);
    const path = 'path' in event ? event.path : null;
    const seen = { step: path === null ? null : fold.step(path), head: fold.head(), stepCount: fold.stepCount };
    const isLatest = index === happenings.length - 1;
    return { cursor: `run-1:${index + 1}`, event, call, isLastOfEvent: true, isLatest, view: fold.view(), ...seen };
  });
  return { changes, view: fold.view() };
}

/** So many milliseconds after the start. */
export function timeOf(ms: number): string {
  return new Date(Date.parse('2026-01-01T00:00:00Z') + ms).toISOString();
}
