import type { HttpAnswer, HttpTarget } from './http-wire.ts';
import { discard } from './read-body.ts';
import { errorOf, readRefusal } from './refusal.ts';

/** How long a server may take to say that it has heard something. */
export const usualTellingMs = 10_000;

export interface Telling {
  target: HttpTarget;
  ask: (signal: AbortSignal) => Promise<HttpAnswer>;
  closing: AbortSignal;
  patienceMs: number;
}

/**
 * Sends what has no answer: a notification, or our answer to a question of the server. One who does not even say that it was heard is let go:
 * the connection is closed, because each of them would hold one, and that is nobody's failure. Rejects for a refusal and errors of the network.
 */
export async function tell({ target, ask, closing, patienceMs }: Telling): Promise<void> {
  const controller = new AbortController();
  const close = (): void => {
    controller.abort();
  };
  const seen = { isLate: false };
  const timer = setTimeout(() => {
    seen.isLate = true;
    close();
  }, patienceMs).unref();
  if (closing.aborted) close();
  closing.addEventListener('abort', close, { once: true });
  try {
    const answer = await ask(controller.signal);
    if (answer.status < 200 || answer.status >= 300) throw errorOf(await readRefusal(answer, target));
    discard(answer.body);
  } catch (error) {
    if (!seen.isLate) throw error;
  } finally {
    clearTimeout(timer);
    closing.removeEventListener('abort', close);
  }
}
