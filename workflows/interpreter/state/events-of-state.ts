import { failureOf } from '../../../plan/failure-types.ts';
import type { ExecutionEvent } from '../../../plan/events.ts';
import type { ExecutionState } from './state.ts';

/** What a run that continues an earlier one already knows, as events for the view. Times of ended steps are in the earlier run's history. */
export function eventsOf(state: ExecutionState): ExecutionEvent[] {
  const at = new Date(state.startedAt).toISOString();
  const ended = Object.entries(state.records).map(([path, record]): ExecutionEvent => {
    switch (record.status) {
      case 'completed':
        return { type: 'step_completed', at, path, provenance: record.provenance };
      case 'skipped':
        return { type: 'step_skipped', at, path };
      case 'failed':
        return {
          type: 'step_failed',
          at,
          path,
          outcome: null,
          failure: record.failure ?? failureOf('StepFailed', ''),
        };
    }
  });
  const undone = state.ledger.flatMap((entry): ExecutionEvent[] =>
    entry.state === 'compensated' || entry.state === 'marked' ? [{ type: 'compensated', at, path: entry.path }] : [],
  );
  const phase: ExecutionEvent[] =
    state.phase === 'compensating' ? [{ type: 'saga_state', at, state: 'compensating', step: null }] : [];
  const decisions: ExecutionEvent[] =
    state.decisions.length === 0 ? [] : [{ type: 'decided_before', decisions: [...state.decisions] }];
  return [...decisions, ...ended, ...undone, ...phase];
}
