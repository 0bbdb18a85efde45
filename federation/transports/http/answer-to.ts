import { parseJson } from '../../../plan/numbers/json-text.ts';
import { isJsonObject } from '../../../plan/json.ts';
import type { Exchange, HttpRefusal } from '../exchange.ts';
import type { Receiver } from '../receiver.ts';
import { CodingError } from './decode-body.ts';
import type { HttpAnswer, HttpTarget } from './http-wire.ts';
import type { Pauses } from './pauses.ts';
import { badResult, endOfStream, fail, problemOf, readBody, readEvent } from './read-answer.ts';
import { discard } from './read-body.ts';
import { readPlaced } from './read-notifications.ts';
import { errorOf, readRefusal } from './refusal.ts';
import { isStream, resumeStream } from './resume.ts';
import type { Place, Reopen } from './resume.ts';

export interface Asking {
  target: HttpTarget;
  receiver: Receiver;
  ask: () => Promise<HttpAnswer>;
  isModern: boolean;
  /** Told of the head of an answer that is none of an error. */
  onHead: (answer: HttpAnswer) => void;
  /** Absent where streams cannot be resumed. */
  reopen?: Reopen;
  pauses: Pauses;
  signal: AbortSignal;
}

/** Sends one request and reads what it is answered with, until the exchange is over. Never rejects. */
export async function answerTo(exchange: Exchange, asking: Asking): Promise<void> {
  let answer: HttpAnswer | undefined;
  try {
    answer = await asking.ask();
    if (answer.status < 200 || answer.status >= 300) {
      refuse(await readRefusal(answer, asking.target), exchange, asking);
      return;
    }
    asking.onHead(answer);
    if (isStream(answer)) await readStream(answer, exchange, asking);
    else await readBody(answer, exchange, asking.receiver);
  } catch (error) {
    const problem = error instanceof CodingError ? badResult('not_json', error.message) : problemOf(error, answer);
    if (problem === undefined) exchange.fail(undefined, error as Error);
    else fail(exchange, problem);
  }
}

function refuse(refusal: HttpRefusal, exchange: Exchange, { isModern, receiver }: Asking): void {
  // In the modern era an error of JSON-RPC comes with a status; where it names this request it says more than the status does.
  if (isModern && refusal.status === 400 && names(refusal.text, exchange))
    receiver.receive(parseJson(refusal.text), exchange);
  if (exchange.isOver) return;
  exchange.http = refusal;
  exchange.fail(undefined, errorOf(refusal));
}

function names(text: string, exchange: Exchange): boolean {
  try {
    const json = parseJson(text);
    return isJsonObject(json) && json.id === exchange.id && isJsonObject(json.error);
  } catch {
    return false;
  }
}

async function readStream(answer: HttpAnswer, exchange: Exchange, asking: Asking): Promise<void> {
  const { receiver, pauses, reopen, signal } = asking;
  const place: Place = { lastEventId: undefined };
  const read = async (stream: HttpAnswer): Promise<boolean> => {
    const take = (data: string): 'more' | 'enough' => {
      readEvent(data, exchange, receiver);
      return exchange.isOver ? 'enough' : 'more';
    };
    const onBroken = (error: unknown): void => {
      const problem = problemOf(error, stream);
      if (problem !== undefined) fail(exchange, problem);
    };
    const hadEvents = await readPlaced(stream, place, pauses, take, onBroken);
    discard(stream.body);
    return hadEvents;
  };
  await read(answer);
  if (!exchange.isOver && reopen !== undefined)
    await resumeStream({ place, pauses, reopen, read, isOver: () => exchange.isOver }, signal);
  if (!exchange.isOver) endOfStream(exchange);
}
