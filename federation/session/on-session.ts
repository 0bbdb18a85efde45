import type { Observation } from '../../plan/observation.ts';
import type { Deadline } from '../policy/deadline.ts';
import type { ServerLink } from './server-link.ts';
import type { Session } from './session.ts';

export type Attempt<T> = { ok: true; value: T } | { ok: false; observation: Observation; isSessionLost: boolean };

/**
 * Does something on the server's shared session. A session that turns out to be lost, so that nothing was executed, is replaced
 * and the work done once more; a server that cannot be reached gets a new session at the next use.
 */
export async function onSession<T>(
  link: ServerLink,
  deadline: Deadline,
  work: (session: Session) => Promise<Attempt<T>>,
): Promise<{ ok: true; value: T } | { ok: false; observation: Observation }> {
  for (let isFirst = true; ; isFirst = false) {
    const found = await link.session(deadline);
    if (!found.ok) return found;
    const leave = link.enter(found.session);
    let attempt: Attempt<T>;
    try {
      attempt = await work(found.session);
    } finally {
      leave();
    }
    if (attempt.ok) return attempt;
    const isUnreachable = attempt.observation.kind === 'not_sent' && deadline.cause() === undefined;
    if (attempt.isSessionLost || isUnreachable) link.retire(found.session);
    if (!attempt.isSessionLost || !isFirst) return attempt;
  }
}
