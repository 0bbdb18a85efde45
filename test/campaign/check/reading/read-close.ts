import type { Close } from '../types.ts';
import { at, decodeAll, listAt, textAt } from './json.ts';
import type { HistoryEvent } from './read-history.ts';

/** How a run ended; null while it is open. */
export function readClose(last: HistoryEvent | undefined): Close | null {
  const kind = KINDS[last?.type ?? ''];
  if (last === undefined || kind === undefined) return null;
  const { id, at: when, attributes } = last;
  const failure = at(attributes, 'failure');
  const details = decodeAll(at(failure, 'applicationFailureInfo', 'details'))[0];
  const cause = at(failure, 'cause');
  const told = at(details, 'cause');
  return {
    kind,
    eventId: id,
    at: when,
    type: textAt(failure, 'applicationFailureInfo', 'type'),
    message: textAt(failure, 'message') ?? '',
    cause: failureOf(textAt(cause, 'applicationFailureInfo', 'type'), textAt(cause, 'message')),
    step: textAt(details, 'step'),
    told: failureOf(textAt(told, 'type'), textAt(told, 'message')),
    notCompensated: listAt(details, 'notCompensated').filter((path) => typeof path === 'string'),
  };
}

function failureOf(type: string | null, message: string | null): Close['cause'] {
  return type === null ? null : { type, message: message ?? '' };
}

const KINDS: Record<string, Close['kind']> = {
  WORKFLOW_EXECUTION_COMPLETED: 'completed',
  WORKFLOW_EXECUTION_FAILED: 'failed',
  WORKFLOW_EXECUTION_CANCELED: 'canceled',
  WORKFLOW_EXECUTION_TERMINATED: 'terminated',
  WORKFLOW_EXECUTION_TIMED_OUT: 'timed_out',
  WORKFLOW_EXECUTION_CONTINUED_AS_NEW: 'continued',
};
