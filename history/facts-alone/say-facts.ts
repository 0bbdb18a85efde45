import type { CallReport } from '../../plan/call.ts';
import type { ExecutionEvent } from '../../plan/events.ts';
import { isFallback, parseActivityId, pathOfChild, type CallName } from '../../plan/path.ts';
import { reportCallFailure, reportChildFailure } from '../../workflows/report-failure.ts';
import { reportCallReturn, reportChildReturn } from '../../workflows/report-return.ts';
import type { Fact, FactOf } from '../fact.ts';
import { closeFacts } from './close-facts.ts';
import { failureText } from '../../plan/failure-text.ts';

/**
 * What a history says by itself, without the definition: calls and children that began and ended, parks, decisions, the end. It is laid over
 * what was interpreted, where the workflow does not know it yet, and it is all there is where nothing can be interpreted.
 */
export interface FactTeller {
  say(fact: Fact): ExecutionEvent[];
  /** The call that ended last under this path, once: what ran and how long it took. */
  takeCall(path: string, has: CallFate): EndedCall | null;
}

export type CallFate = 'ended_well' | 'failed' | 'undone';

export interface EndedCall {
  server: string;
  tool: string;
  durationMs: number | null;
}

interface OpenCall extends CallName {
  server: string;
  tool: string;
  scheduledAt: number;
  attempts: number;
}

/** `workflowId`: of the execution, whose children are named after it. */
export function createFactTeller(workflowId: string): FactTeller {
  const calls = new Map<number, OpenCall>();
  const children = new Map<number, string>();
  const ended = new Map<string, EndedCall>();

  const end = (fact: FactOf<'call_completed'> | FactOf<'call_failed'>): ExecutionEvent[] => {
    const call = calls.get(fact.scheduledId);
    calls.delete(fact.scheduledId);
    if (call === undefined || call.direction === 'probe') return [];
    const { server, tool, scheduledAt } = call;
    const report =
      fact.kind === 'call_failed' ? reportCallFailure(fact.error, isPatched) : reportCallReturn(fact.value, isPatched);
    const fate = !report.ok ? 'failed' : call.direction === 'forward' ? 'ended_well' : 'undone';
    ended.set(`${fate} ${call.path}`, { server, tool, durationMs: fact.at - scheduledAt });
    return report.ok ? sayCompleted(call, report, fact.at) : sayFailed(call, report, fact.at);
  };
  const endChild = (fact: FactOf<'child_completed'> | FactOf<'child_failed'>): ExecutionEvent[] => {
    const path = children.get(fact.initiatedId);
    children.delete(fact.initiatedId);
    if (path === undefined) return [];
    const at = iso(fact.at);
    const report =
      fact.kind === 'child_failed' ? reportChildFailure(fact.error) : reportChildReturn(fact.handed, isPatched);
    if (report.ok) return [{ type: 'step_completed', at, path, attempts: 1 }];
    const { outcome, failure } = report;
    return [{ type: 'step_failed', at, path, outcome, attempts: 1, failure }];
  };
  return {
    takeCall(path, fate) {
      const key = `${fate} ${path}`;
      const found = ended.get(key) ?? null;
      ended.delete(key);
      return found;
    },
    say(fact) {
      const at = iso(fact.at);
      switch (fact.kind) {
        case 'call_scheduled': {
          const call = openCall(fact);
          if (call === null) return [];
          calls.set(fact.eventId, call);
          return sayScheduled(call, fact);
        }
        case 'call_started': {
          const call = calls.get(fact.scheduledId);
          if (call === undefined || fact.attempt === 1) return [];
          call.attempts = fact.attempt;
          return call.direction === 'forward'
            ? [{ type: 'step_attempt', path: call.path, attempts: fact.attempt }]
            : [];
        }
        case 'call_completed':
        case 'call_failed':
          return end(fact);
        case 'child_initiated': {
          const path = fact.label ?? pathOfChild(workflowId, fact.workflowId)?.path ?? fact.workflowId;
          children.set(fact.eventId, path);
          return [{ type: 'step_started', at, path }];
        }
        case 'child_completed':
        case 'child_failed':
          return endChild(fact);
        case 'parked':
          return [{ type: 'parked', ...fact.park }];
        case 'decided':
          return [{ type: 'decided', ...fact.decision }];
        case 'saga_state':
          return fact.state === 'compensating' ? [{ type: 'saga_state', at, state: 'compensating', step: null }] : [];
        case 'ended':
          return closeFacts(fact);
        default:
          return [];
      }
    },
  };
}

/** A foreign result is told as what it is, however the execution took it. */
const isPatched = (): boolean => true;

/** Null for an activity that is no call. */
function openCall({ activityId, activityType, at }: FactOf<'call_scheduled'>): OpenCall | null {
  const dot = activityType.indexOf('.');
  if (dot === -1) return null;
  const { path, direction, epoch } = parseActivityId(activityId);
  const [server, tool] = [activityType.slice(0, dot), activityType.slice(dot + 1)];
  return { path, direction, epoch, server, tool, scheduledAt: at, attempts: 1 };
}

function sayScheduled(
  { path, direction, server, tool, epoch }: OpenCall,
  { at, request }: FactOf<'call_scheduled'>,
): ExecutionEvent[] {
  switch (direction) {
    case 'probe':
      return [];
    case 'compensation':
      return [{ type: 'compensating', at: iso(at), path }];
    case 'forward':
      return [
        {
          type: 'step_started',
          at: iso(at),
          path,
          server,
          tool,
          epoch,
          ...(request === null ? {} : { key: request.key }),
        },
      ];
  }
}

function sayCompleted(
  { path, direction }: OpenCall,
  { attempts, provenance }: CallReport & { ok: true },
  at: number,
): ExecutionEvent[] {
  if (direction === 'compensation') return [{ type: 'compensated', at: iso(at), path }];
  return [
    {
      type: 'step_completed',
      at: iso(at),
      path,
      attempts,
      provenance: isFallback(path) ? 'fallback' : provenance,
    },
  ];
}

function sayFailed(
  { path, direction }: OpenCall,
  { outcome, attempts, failure }: CallReport & { ok: false },
  at: number,
): ExecutionEvent[] {
  if (direction === 'forward') return [{ type: 'step_failed', at: iso(at), path, outcome, attempts, failure }];
  return [{ type: 'notice', notice: 'UndoFailed', at: iso(at), path, message: failureText(failure) }];
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
