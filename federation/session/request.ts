import type { RequestOptions } from '@modelcontextprotocol/client';
import type { Observation } from '../../plan/observation.ts';
import { longestTimerMs } from '../limits.ts';
import type { Deadline } from '../policy/deadline.ts';
import type { Answer } from '../policy/policy.ts';
import { createExchange, withExchange } from '../transports/exchange.ts';
import { observeError } from './observe-error.ts';
import { isProgrammingError } from './programming-error.ts';
import type { Session } from './session.ts';

/** The SDK's clock may only end what ours has missed: ours knows why. */
const sdkGraceMs = 1_000;

/** One request on one session: ends with the deadline, with its response stream, or with an answer. Rejects only for a mistake of ours. */
export async function request<T>(
  session: Session,
  deadline: Deadline,
  onSent: () => void,
  send: (options: RequestOptions) => Promise<T>,
): Promise<Answer<T>> {
  const exchange = createExchange(onSent);
  const over = new AbortController();
  const options: RequestOptions = {
    signal: AbortSignal.any([deadline.signal, over.signal]),
    timeout: Math.min(deadline.remainingMs() + sdkGraceMs, longestTimerMs),
  };
  try {
    const answer = withExchange(exchange, () => send(options)).then((value) => ({ value }));
    const first = await deadline.race(Promise.race([answer, exchange.failed]));
    if ('value' in first) return { ok: true, value: first.value };
    return { ok: false, observation: first, isSessionLost: false };
  } catch (error) {
    if (!exchange.sent && isProgrammingError(error)) throw error;
    const observation = observeError(error, exchange, deadline, session);
    return { ok: false, observation, isSessionLost: isSessionLost(observation, exchange.http?.text ?? '', session) };
  } finally {
    // For a request without an answer the SDK now tells the server; for one with an answer this is nothing.
    over.abort();
    exchange.tearDown.abort();
  }
}

/**
 * 404 is the specification's answer to an unknown session. Servers of the v1 SDK say 400 with an error that has no code of its own,
 * so here, and only here, its text is read.
 */
function isSessionLost(observation: Observation, body: string, session: Session): boolean {
  if (observation.kind === 'not_sent') return observation.reason === 'not_connected';
  if (observation.kind !== 'http_error' || !session.isStateful) return false;
  if (observation.status === 404) return true;
  return observation.status === 400 && /session|not initialized/i.test(body);
}
