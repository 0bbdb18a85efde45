import type { RequestOptions, StandardSchemaV1 } from '@modelcontextprotocol/client';
import type { JsonObject } from '../../plan/json.ts';
import { isJsonObject } from '../../plan/json.ts';
import type { Observation } from '../../plan/observation.ts';
import { longestTimerMs } from '../limits.ts';
import type { Deadline } from '../policy/deadline.ts';
import type { Answer } from '../policy/policy.ts';
import { Exchange, withExchange } from '../transports/exchange.ts';
import { observeError } from './observe-error.ts';
import { isProgrammingError } from './programming-error.ts';
import type { Session } from './session.ts';
import { observationWithoutSecrets } from './without-secrets.ts';

/** The SDK's clock may only end what ours has missed: ours knows why. */
const sdkGraceMs = 1_000;

export interface Question {
  method: string;
  params?: JsonObject;
  onSent?: () => void;
  options?: Pick<RequestOptions, 'onprogress' | 'headers'>;
}

/** One request on one session: ends with the deadline, with its response stream, or with an answer. Rejects only for a mistake of ours. */
export async function request(session: Session, deadline: Deadline, question: Question): Promise<Answer<JsonObject>> {
  const { method, params, onSent = () => undefined } = question;
  const exchange = new Exchange(onSent);
  const over = new AbortController();
  const options: RequestOptions = {
    ...question.options,
    signal: over.signal,
    timeout: Math.min(deadline.remainingMs() + sdkGraceMs, longestTimerMs),
    allowInputRequired: true,
  };
  try {
    deadline.signal.throwIfAborted();
    const asked = { method, ...(params !== undefined && { params }) };
    const answer = withExchange(exchange, () => session.client.request(asked, asItIs, options));
    return { ok: true, value: await deadline.race(answer) };
  } catch (error) {
    if (!exchange.sent && isProgrammingError(error)) throw error;
    const observation = observationWithoutSecrets(observeError(error, exchange, deadline, session), session.config);
    return { ok: false, observation, isSessionLost: isSessionLost(observation, exchange.http?.text ?? '', session) };
  } finally {
    // For a request without an answer the SDK now tells the server, with these words; one that is over it has forgotten.
    const reason: unknown = deadline.signal.reason;
    if (!exchange.answered) over.abort(reason instanceof Error ? reason.message : reason);
    exchange.abandon();
  }
}

/** Results are read by those who asked. The SDK's own idea of them refuses what callers can use, and copies what may be large. */
const asItIs: StandardSchemaV1<unknown, JsonObject> = {
  '~standard': {
    version: 1,
    vendor: 'sagaflow',
    validate: (value) => (isJsonObject(value) ? { value } : { issues: [{ message: 'it is not a JSON object' }] }),
  },
};

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
