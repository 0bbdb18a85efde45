import type { Observation } from '../../plan/observation.ts';

/**
 * What went wrong before a call (while a session was opened or the tools were listed), told as what it is for that call:
 * nothing was sent. A lost answer to `tools/list` must not read as a lost answer to the call.
 */
export function neverSent(observation: Observation): Observation {
  switch (observation.kind) {
    case 'not_sent':
    case 'refused_here':
      return observation;
    case 'http_error':
      if (isRefusal(observation.status, observation.retryAfterMs)) return { ...observation, refusingBody: true };
      return notOpened(observation.message, observation.retryAfterMs);
    case 'broken':
      if (observation.reason === 'canceled')
        return { kind: 'refused_here', reason: 'canceled', message: observation.message };
      return { kind: 'not_sent', reason: 'negotiation', message: `Before the call: ${observation.message}` };
    case 'rpc_error':
    case 'bad_result':
    case 'input_required':
      return { kind: 'not_sent', reason: 'negotiation', message: `Before the call: ${observation.message}` };
    case 'result':
    case 'resource':
      return { kind: 'not_sent', reason: 'negotiation', message: 'Before the call: an answer that was not asked for.' };
  }
}

/** An HTTP status that would read as "perhaps executed", had a call been sent. */
export function notOpened(message: string, retryAfterMs: number | undefined): Observation {
  return { kind: 'not_sent', reason: 'negotiation', message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Statuses that say "no" whatever was asked (SAGAS O3); others would read as "perhaps executed" (O4). */
export function isRefusal(status: number, retryAfterMs: number | undefined): boolean {
  if (status === 503) return retryAfterMs !== undefined;
  if (status === 307 || status === 308) return true;
  return status >= 400 && status < 500 && status !== 408 && status !== 425;
}
