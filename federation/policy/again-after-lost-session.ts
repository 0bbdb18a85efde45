import type { Ask } from './policy.ts';

/**
 * The innermost policy of every server: a session that turns out to be lost, so that nothing was executed, is replaced and the question
 * asked once more. Other policies do not notice: a server that was restarted has not failed.
 */
export function againAfterLostSession<T>(ask: Ask<T>): Ask<T> {
  return async (deadline) => {
    const first = await ask(deadline);
    return !first.ok && first.isSessionLost ? ask(deadline) : first;
  };
}
