import type { ExecutionChange } from '../../../api/operations/ports.ts';
import { createHistoryFold } from '../../../api/temporal/fold-history.ts';
import type { RecordedEvent, RecordedFact } from '../../../api/temporal/recorded-event.ts';
import type { CallReturn } from '../../../plan/call.ts';
import type { DecisionFacts, ParkFacts } from '../../../plan/events.ts';
import type { Json } from '../../../plan/json.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { ExecutionView } from '../../../plan/view.ts';

const BEGIN = Date.parse('2026-01-01T00:00:00Z');

/** Writes a history event by event, 10 ms apart, and folds it as it grows. */
export function createRecorder(plan: Plan, input: Json = {}) {
  const fold = createHistoryFold(`${plan.name}/x`);
  const changes: ExecutionChange[] = [];
  let count = 0;
  let runId = 'run-1';
  const add = (fact: RecordedFact): string => {
    count += 1;
    const event: RecordedEvent = {
      eventId: String(count),
      runId,
      at: new Date(BEGIN + count * 10).toISOString(),
      ...fact,
    };
    changes.push(...fold.push(event));
    return event.eventId;
  };
  const now = (): string => new Date(BEGIN + count * 10).toISOString();
  add({ kind: 'started', input, plan: { plan, hash: 'sha256:x' }, carried: null });
  const schedule = (activityId: string, activityType: string): string =>
    add({ kind: 'call_scheduled', activityId, activityType, request: null });
  return {
    add,
    changes,
    schedule,
    complete: (scheduledId: string, output: Json = {}): string =>
      add({ kind: 'call_completed', scheduledId, value: returned(output) }),
    fail: (scheduledId: string, type = 'ToolFailed', outcome: 'no_effect' | 'unknown' = 'no_effect'): string =>
      add({ kind: 'call_failed', scheduledId, failure: { type, message: 'no' }, details: { outcome, attempts: 1 } }),
    /** A park as the execution tells it, with its search attributes before it. */
    park(path: string, over: Partial<ParkFacts> = {}): void {
      const message = over.message ?? 'ToolFailed: no';
      add({ kind: 'attributes', sagaState: 'parked', failedStep: path, parkReason: message });
      const facts = { direction: 'forward' as const, parkId: 'run-1#1', epoch: 0, unclear: null, message };
      const verbs = [{ verb: 'retry', does: 'sends it again', example: { parkId: 'run-1#1' } }];
      add({ kind: 'parked', park: { at: now(), path, allowed: ['retry', 'skip'], verbs, ...facts, ...over } });
    },
    decide(path: string, verb: string, over: Partial<DecisionFacts> = {}, output?: Json): void {
      const facts = { direction: 'forward' as const, parkId: 'run-1#1', epoch: 0, phase: 'forward' as const };
      const said = { by: 'Ann', reason: null, evidence: null, unclear: null, happened: null };
      const { parkId } = { ...facts, ...over };
      add({
        kind: 'message',
        channel: 'signal',
        name: verb,
        argument: { parkId, ...(output === undefined ? {} : { output }) },
      });
      add({ kind: 'decided', decision: { at: now(), path, verb, ...facts, ...said, ...over } });
    },
    /** A call that is scheduled and ends well. */
    call(activityId: string, activityType: string, output: Json = {}): void {
      const scheduledId = schedule(activityId, activityType);
      add({ kind: 'call_completed', scheduledId, value: returned(output) });
    },
    newRun(nextRunId: string, fact: RecordedFact & { kind: 'started' }): void {
      add({ kind: 'continued', nextRunId });
      runId = nextRunId;
      count = 0;
      add(fact);
    },
    view(): ExecutionView {
      const view = fold.view();
      if (view === null) throw new Error('The history holds no plan yet.');
      return view;
    },
    status(path: string): string | undefined {
      return fold.view()?.steps.find((row) => row.path === path)?.status;
    },
  };
}

function returned(output: Json): CallReturn {
  const receipt = { runId: 'run-1', key: 'k', epoch: 0 };
  return { output, frozen: null, receipt, provenance: 'live', ageMs: null, attempts: 1, repeated: false };
}
