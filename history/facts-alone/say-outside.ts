import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { isCallFailure, isPast } from '../../plan/foreign.ts';
import type { ExecutionEvent } from '../../plan/events.ts';
import type { Json } from '../../plan/json.ts';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import { parseActivityId } from '../../plan/path.ts';
import { asLaterRun } from '../../workflows/tell.ts';
import type { Fact, FactOf } from '../fact.ts';

/**
 * What people did to an execution with Temporal's own buttons: who, and why. The workflow is told nothing of it, so it is said beside what the
 * interpreter reports, also where that goes on.
 */
export interface OutsideTeller {
  say(fact: Fact): ExecutionEvent[];
}

export function createOutsideTeller(): OutsideTeller {
  const calls = new Map<number, FactOf<'call_scheduled'> & { workedOnBy: string }>();
  return {
    say(fact) {
      switch (fact.kind) {
        case 'paused':
        case 'unpaused': {
          const { kind: type, at, by, reason } = fact;
          return [{ type, at: iso(at), by: orNull(by), reason: orNull(reason) }];
        }
        case 'call_scheduled':
          calls.set(fact.eventId, { ...fact, workedOnBy: '' });
          return [];
        case 'call_started': {
          const call = calls.get(fact.scheduledId);
          if (call !== undefined) call.workedOnBy = fact.by;
          return [];
        }
        case 'call_completed':
        case 'call_failed': {
          const call = calls.get(fact.scheduledId);
          calls.delete(fact.scheduledId);
          const how = call === undefined ? null : howEndedByHand(call, fact);
          return call === undefined || how === null ? [] : [noticeOf(call, fact, how)];
        }
        default:
          return [];
      }
    },
  };
}

/** Null when its worker ended it. */
function howEndedByHand(
  { activityType, workedOnBy }: FactOf<'call_scheduled'> & { workedOnBy: string },
  fact: FactOf<'call_completed'> | FactOf<'call_failed'>,
): string | null {
  if (fact.kind === 'call_completed') {
    const isOurs = isCall(activityType) ? fact.returned !== null : isOurLook(activityType, fact.value);
    return isOurs
      ? null
      : `completed ${activityType} by hand with ${short(fact.value)}, which does not say what it did`;
  }
  const cause = fact.error instanceof ActivityFailure ? fact.error.cause : fact.error;
  if (!(cause instanceof ApplicationFailure) || fact.by === workedOnBy || isCallFailure(cause.details?.[0]))
    return null;
  const { type, message } = cause;
  const said = [type, message].filter((text) => text != null && text !== '').join(': ');
  return `failed ${activityType} by hand${said === '' ? '' : ` (${said})`}`;
}

function noticeOf(
  { activityId, activityType }: FactOf<'call_scheduled'>,
  { at, by }: Pick<FactOf<'call_failed'>, 'at' | 'by'>,
  how: string,
): ExecutionEvent {
  const path = isCall(activityType) ? parseActivityId(activityId).path : null;
  const message = `${by === '' ? 'Somebody' : by} ${how}.`;
  return { type: 'notice', notice: 'CallEndedByHand', at: iso(at), path, message };
}

/** What the workflow's looks at other runs give. */
function isOurLook(activityType: string, value: Json): boolean {
  return activityType === 'laterRun' ? asLaterRun(value) !== undefined : isPast(value);
}

/** Types of calls have a dot. */
function isCall(activityType: string): boolean {
  return activityType.includes('.');
}

function short(value: Json): string {
  const text = stringifyJson(value);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 1)}…` : text;
}

const MAX_VALUE = 80;

function orNull(text: string): string | null {
  return text === '' ? null : text;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
