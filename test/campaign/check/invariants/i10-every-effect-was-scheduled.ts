import { forwardOf } from '../reading/place-in-saga.ts';
import type { Call, CampaignRun, Invariant, Violation } from '../types.ts';

export const everyEffectWasScheduled: Invariant = {
  id: 'I10',
  reading:
    'Every effect in the ledger, forward or compensating, has an activity with its key, server and tool in the history of some run of the execution that it names. And the other way round (S20): no compensation is scheduled for a call that no history scheduled before, or of which every end in history so far says that it did nothing (no_effect).',
  check(run) {
    const applied = run.journal.filter(({ event }) => event === 'applied');
    const violations = applied.flatMap(({ seq, key, server, tool, execution }) => {
      const scheduled = (run.callsByKey.get(key ?? '') ?? []).some(
        ({ request, workflowId }) => request.server === server && request.tool === tool && workflowId === execution?.id,
      );
      if (scheduled) return [];
      const what = `${server}.${tool} (seq ${seq}) was applied under the key ${key ?? 'none'} that no history scheduled`;
      return [{ execution: execution?.id ?? '', what }];
    });
    const compensations = run.runs
      .flatMap(({ calls }) => calls)
      .filter(({ request }) => request.direction === 'compensation');
    return {
      checked: applied.length + compensations.length,
      violations: [...violations, ...compensations.flatMap((call) => undoesNothing(run, call))],
    };
  },
};

function undoesNothing(run: CampaignRun, compensation: Call): Omit<Violation, 'invariant'>[] {
  const forward = forwardOf(run.callsByKey, compensation).filter(({ at }) => at <= compensation.at);
  const isNothing = forward.every(({ end }) => end?.failure?.outcome === 'no_effect');
  if (!isNothing) return [];
  const { workflowId, runId, eventId, request } = compensation;
  const what = `${request.path} ${forward.length === 0 ? 'was never sent' : 'did nothing'}, and its compensation was scheduled (event ${eventId} of run ${runId})`;
  return [{ execution: workflowId, what }];
}
