import { shorten } from '../../limits.ts';
import type { HttpAnswer } from './http-wire.ts';
import type { Pauses } from './pauses.ts';
import { isStream } from './resume.ts';
import type { Place, ReadStream } from './resume.ts';

export interface Listening {
  /** Asks for the stream of what the server says by itself; behind that event where there was one. */
  open: (lastEventId: string | undefined) => Promise<HttpAnswer>;
  read: ReadStream;
  pauses: Pauses;
  /** Told once, however often the stream is opened again. */
  notice: (message: string) => void;
}

/** Keeps a legacy server's own stream open until the signal aborts or the server says that it has none. */
export async function listenOn({ open, read, pauses, notice }: Listening, signal: AbortSignal): Promise<void> {
  const place: Place = { lastEventId: undefined };
  const tell = onceOnly(notice);
  const isStopped = (): boolean => signal.aborted;
  while (!isStopped()) {
    const answer = await open(place.lastEventId).catch((error: unknown) => error);
    if (isStopped()) return;
    const openedAt = performance.now();
    if (isAnswer(answer) && isStream(answer)) {
      const hadEvents = await read(answer, place, pauses);
      if (isStopped()) return;
      pauses.note(hadEvents, performance.now() - openedAt);
      if (pauses.inVain > 0)
        tell('The server ends its stream of notifications without a word; it is asked again ever more rarely.');
    } else {
      if (isAnswer(answer)) answer.body.on('error', () => undefined).destroy();
      // 405 is the answer of servers without such a stream; others say it in their own ways.
      if (isAnswer(answer) && answer.status === 405) return;
      tell(`There is no stream of the server's own notifications: ${reasonOf(answer)}.`);
      if (isAnswer(answer) && answer.status < 500) return;
      pauses.note(false, 0);
    }
    await pauses.wait(signal);
  }
}

function isAnswer(value: unknown): value is HttpAnswer {
  return typeof value === 'object' && value !== null && 'status' in value;
}

function reasonOf(answer: unknown): string {
  if (isAnswer(answer))
    return `it was answered with HTTP ${answer.status}${answer.type === '' ? '' : ` and ${shorten(answer.type, 60)}`}`;
  const code = answer instanceof Error && 'code' in answer ? String(answer.code) : '';
  return code !== '' ? code : shorten(answer instanceof Error ? answer.message : String(answer));
}

function onceOnly(notice: (message: string) => void): (message: string) => void {
  let wasTold = false;
  return (message) => {
    if (!wasTold) notice(message);
    wasTold = true;
  };
}
