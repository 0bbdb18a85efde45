import { parseJson } from '../../../plan/numbers/json-text.ts';
import type { Receiver } from '../receiver.ts';
import type { HttpAnswer } from './http-wire.ts';
import { readEvents } from './read-events.ts';
import type { Pauses } from './pauses.ts';
import type { Place, ReadStream } from './resume.ts';

/** Reads a stream on which a server says things by itself, and answers to whatever is open. */
export function readNotifications(receiver: Receiver): ReadStream {
  return (answer, place, pauses) =>
    readPlaced(answer, place, pauses, (data) => {
      let json: unknown;
      try {
        json = parseJson(data);
      } catch {
        return 'more';
      }
      receiver.receive(json);
      return 'more';
    });
}

/** Reads events and notes where the stream is. Gives whether there was one; a stream that is cut off has ended. */
export async function readPlaced(
  answer: HttpAnswer,
  place: Place,
  pauses: Pauses,
  take: (data: string) => 'more' | 'enough',
  onBroken: (error: unknown) => void = () => undefined,
): Promise<boolean> {
  let hadEvents = false;
  const listener = {
    event: ({ data }: { data: string }) => {
      hadEvents = true;
      return take(data);
    },
    id: (id: string) => {
      place.lastEventId = fitsHeader(id) ? id : undefined;
    },
    retry: (ms: number) => {
      pauses.ask(ms);
    },
  };
  await readEvents(answer.body, listener).catch(onBroken);
  return hadEvents;
}

/** An id may be any text, and is sent back in a header: behind one that would not arrive as it is, nobody can go on. */
function fitsHeader(id: string): boolean {
  return /^[!-~](?:[ -~]*[!-~])?$/.test(id);
}
