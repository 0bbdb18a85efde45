import type { HttpAnswer } from './http-wire.ts';
import type { Pauses } from './pauses.ts';

/** A place in a stream behind which a server can be asked to go on (2025-11-25). */
export interface Place {
  lastEventId: string | undefined;
}

/** Opens the stream again behind this place; an answer that is no stream is one too. */
export type Reopen = (lastEventId: string) => Promise<HttpAnswer>;

/** Reads one stream until its end, also when the network cuts it off; notes where it is, and says whether anything came. */
export type ReadStream = (answer: HttpAnswer, place: Place, pauses: Pauses) => Promise<boolean>;

/** Network failures and server errors in a row after which a stream is given up. */
const mostFailures = 3;

export interface Interrupted {
  place: Place;
  pauses: Pauses;
  reopen: Reopen;
  read: ReadStream;
  isOver: () => boolean;
}

/** Goes on with an interrupted stream until it is over, or until the server does not go on with it. */
export async function resumeStream(
  { place, pauses, reopen, read, isOver }: Interrupted,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (place.lastEventId !== undefined && !isOver() && failures < mostFailures) {
    await pauses.wait(signal);
    if (isOver()) return;
    const before = place.lastEventId;
    const answer = await reopen(before).catch(() => undefined);
    if (answer !== undefined && isStream(answer)) {
      failures = 0;
      const openedAt = performance.now();
      await read(answer, place, pauses);
      pauses.note(place.lastEventId !== before, performance.now() - openedAt);
      continue;
    }
    answer?.body.on('error', () => undefined).destroy();
    if (answer !== undefined && answer.status < 500) return;
    failures += 1;
    pauses.note(false, 0);
  }
}

export function isStream({ status, type }: HttpAnswer): boolean {
  return status >= 200 && status < 300 && type === 'text/event-stream';
}
