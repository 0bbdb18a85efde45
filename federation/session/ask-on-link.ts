import type { Deadline } from '../policy/deadline.ts';
import type { Answer } from '../policy/policy.ts';
import type { ServerLink } from './server-link.ts';
import type { Session } from './session.ts';

/** What is done with a session once there is one. */
export type Work<T> = (session: Session, deadline: Deadline) => Promise<Answer<T>>;

/** Does something once on the server's shared session. A session that is lost, or whose server cannot be reached, is not used again. */
export async function askOnLink<T>(link: ServerLink, deadline: Deadline, work: Work<T>): Promise<Answer<T>> {
  const found = await link.session(deadline);
  if (!found.ok) return { ...found, isSessionLost: false };
  const { session } = found;
  const leave = link.enter(session);
  let answer: Answer<T>;
  try {
    answer = await work(session, deadline);
  } finally {
    leave();
  }
  if (answer.ok) return answer;
  const isUnreachable = answer.observation.kind === 'not_sent' && deadline.cause() === undefined;
  if (answer.isSessionLost || isUnreachable) link.retire(session);
  return answer;
}
