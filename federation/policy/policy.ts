import type { Observation } from '../../plan/observation.ts';
import type { Deadline } from './deadline.ts';

/** What is asked of a server, as far as a policy may want to know. */
export interface Asked {
  server: string;
  kind: 'call' | 'read' | 'list' | 'health';
  /** The tool's name or the resource's URI; null when the question is about the whole server. */
  target: string | null;
}

/** What asking has given. A tool's own "no" is an answer too: `ok` says only that the server has answered. */
export type Answer<T> =
  | { ok: true; value: T }
  /** `isSessionLost`: the server does not know our session any more, so it has not executed this. */
  | { ok: false; observation: Observation; isSessionLost: boolean };

/** Asks a server once. Time and cancellation come with the deadline. Rejects only for mistakes of this program. */
export type Ask<T> = (deadline: Deadline) => Promise<Answer<T>>;

/**
 * Something that stands between everybody who asks a server and the server. It may ask later, again, within a narrower deadline, or
 * not at all: then it answers `not_sent` with the reason `held_back`, and with `retryAfterMs` when it knows when to come back.
 *
 * It is called for every request, so what it remembers (an open circuit, the calls under way) is kept by the function that makes the
 * policy. It sees what was answered, never the session.
 */
export type Policy = <T>(ask: Ask<T>, asked: Asked) => Ask<T>;

/** The policies around one request, the first one outermost. */
export function throughPolicies<T>(policies: readonly Policy[], asked: Asked, ask: Ask<T>): Ask<T> {
  return policies.reduceRight((inner, policy) => policy(inner, asked), ask);
}
