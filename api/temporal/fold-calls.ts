import type { Json } from '../../plan/json.ts';
import type { Call } from '../../plan/plan.ts';
import type { FailureView } from '../../plan/view.ts';
import { asObject, rowOf } from './folding.ts';
import type { Folded, Folding, OpenCall } from './folding.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { enclosingPaths, parseActivityId, parsePath } from './step-paths.ts';

/** What calls and children mean for the steps; null for other events. */
export function foldCall(folding: Folding, event: RecordedEvent): Folded[] | null {
  switch (event.kind) {
    case 'call_scheduled':
      return schedule(folding, event);
    case 'call_started': {
      const call = folding.calls.get(event.scheduledId);
      if (call === undefined) return [];
      call.attempts = event.attempt;
      return event.attempt > 1 && call.direction === 'forward'
        ? [about(null, { type: 'step_attempt', path: call.row, attempts: event.attempt })]
        : [];
    }
    case 'call_completed': {
      const call = take(folding, event.scheduledId);
      if (call === null) return [];
      const { output = null, provenance = 'live', attempts = call.attempts } = event.value ?? {};
      return complete(folding, call, event.at, { output, provenance, attempts });
    }
    case 'call_failed': {
      const call = take(folding, event.scheduledId);
      if (call === null) return [];
      const { outcome = 'unknown', attempts = call.attempts } = event.details;
      return fail(folding, call, event.at, { outcome, attempts, failure: event.failure });
    }
    case 'child_initiated': {
      const path = event.label ?? pathOfChild(event.workflowId);
      folding.children.set(event.eventId, path);
      return [...begin(folding, path, event.at), about(null, { type: 'step_started', at: event.at, path })];
    }
    case 'child_completed': {
      const path = folding.children.get(event.initiatedId);
      if (path === undefined) return [];
      folding.outputs.set(path, asObject(event.output)['output'] ?? null);
      return [about(null, { type: 'step_completed', at: event.at, path, attempts: 1 })];
    }
    case 'child_failed': {
      const path = folding.children.get(event.initiatedId);
      const failure = { type: 'ChildFailed', message: `${event.failure.type}: ${event.failure.message}` };
      return path === undefined
        ? []
        : [about(null, { type: 'step_failed', at: event.at, path, outcome: null, failure })];
    }
    default:
      return null;
  }
}

function schedule(folding: Folding, event: RecordedEvent & { kind: 'call_scheduled' }): Folded[] {
  const { activityId, activityType, request, at } = event;
  const { path, direction, epoch } = parseActivityId(activityId);
  const dot = activityType.indexOf('.');
  // Not a call: what other runs did is read by an activity too.
  if (dot === -1) return [];
  const call: OpenCall = {
    path,
    row: path.replace(/~fallback$/, ''),
    isFallback: path.endsWith('~fallback'),
    direction,
    server: request?.server ?? activityType.slice(0, dot),
    tool: request?.tool ?? activityType.slice(dot + 1),
    scheduledAt: Date.parse(at),
    attempts: 1,
  };
  folding.calls.set(event.eventId, call);
  if (direction === 'probe') return [];
  if (direction === 'compensation') return [about(call, { type: 'compensating', at, path: call.row })];
  const { server, tool } = call;
  const started = { type: 'step_started' as const, at, path: call.row, server, tool, key: request?.key, epoch };
  return [...begin(folding, call.row, at), about(call, started)];
}

/** Rows around a call that have not begun yet. */
function begin(folding: Folding, path: string, at: string): Folded[] {
  const parsed = parsePath(path);
  const placed = parsed === null ? undefined : folding.steps.get(parsed.name);
  if (parsed === null || placed === undefined) return [];
  return enclosingPaths(placed, parsed)
    .filter((outer) => outer !== path && (rowOf(folding, outer)?.status ?? 'pending') === 'pending')
    .map((outer) => about(null, { type: 'step_started', at, path: outer }));
}

function complete(
  folding: Folding,
  call: OpenCall,
  at: string,
  { output, provenance, attempts }: { output: Json; provenance: 'live' | 'cached' | 'fallback'; attempts: number },
): Folded[] {
  const path = call.row;
  switch (call.direction) {
    case 'probe':
      return [];
    case 'compensation':
      folding.undone.push(path);
      return [about(call, { type: 'compensated', at, path }, at)];
    case 'forward':
      folding.outputs.set(path, output);
      return [
        about(
          call,
          { type: 'step_completed', at, path, attempts, provenance: call.isFallback ? 'fallback' : provenance },
          at,
        ),
      ];
  }
}

function fail(
  folding: Folding,
  call: OpenCall,
  at: string,
  {
    outcome,
    attempts,
    failure,
  }: { outcome: 'ok' | 'no_effect' | 'effect_possible' | 'unknown'; attempts: number; failure: FailureView },
): Folded[] {
  const path = call.row;
  if (call.direction === 'probe') return [];
  if (call.direction === 'compensation') {
    return [about(call, { type: 'notice', at, path, message: `${failure.type}: ${failure.message}` }, at)];
  }
  const failed = about(call, { type: 'step_failed', at, path, outcome, attempts, failure }, at);
  const stand = fallbackValue(folding, call);
  if (stand === undefined || folding.isStopped || (stand.effect && outcome !== 'no_effect')) return [failed];
  return [failed, about(null, { type: 'step_completed', at, path, provenance: 'fallback' })];
}

/** A fallback that is a value leaves no event of its own. */
function fallbackValue(folding: Folding, { path }: OpenCall): { effect: boolean } | undefined {
  const parsed = parsePath(path);
  const step = parsed === null ? undefined : folding.steps.get(parsed.name)?.step;
  if (step?.kind === 'resource') return step.fallback?.kind === 'value' ? { effect: false } : undefined;
  const call: Call | undefined =
    step?.kind === 'action'
      ? step.call
      : step?.kind === 'tools'
        ? step.calls.find(({ tool }) => tool === parsed?.tool)
        : undefined;
  return call?.fallback?.kind === 'value' ? { effect: call.effect } : undefined;
}

/** `<parent>~<path>@<epoch>` (SAGAS S9). */
function pathOfChild(workflowId: string): string {
  return workflowId.slice(workflowId.lastIndexOf('~') + 1).replace(/@\d+$/, '');
}

function take(folding: Folding, scheduledId: string): OpenCall | null {
  const call = folding.calls.get(scheduledId) ?? null;
  folding.calls.delete(scheduledId);
  return call;
}

function about(call: OpenCall | null, event: Folded['event'], endedAt?: string): Folded {
  if (call === null) return { event, call: null };
  const durationMs = endedAt === undefined ? null : Date.parse(endedAt) - call.scheduledAt;
  return { event, call: { server: call.server, tool: call.tool, durationMs } };
}
