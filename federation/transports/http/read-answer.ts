import { SdkError, SdkErrorCode } from '@modelcontextprotocol/client';
import { parseJson } from '../../../plan/numbers/json-text.ts';
import type { BadResultObservation } from '../../../plan/observation.ts';
import { shorten } from '../../limits.ts';
import type { EndObservation, Exchange } from '../exchange.ts';
import { readMessage } from '../read-message.ts';
import type { Receiver } from '../receiver.ts';
import { isOfCoding } from './decode-body.ts';
import type { HttpAnswer } from './http-wire.ts';
import { readAll, textOf, TooLargeError } from './read-body.ts';

/** Reads the one body that a request is answered with. Whatever it is, the exchange is over then. */
export async function readBody(answer: HttpAnswer, exchange: Exchange, receiver: Receiver): Promise<void> {
  const text = (await readJson(answer, exchange)).trim();
  if (text === '') {
    fail(exchange, {
      kind: 'broken',
      reason: 'stream_ended',
      message: `The server answered HTTP ${answer.status} and nothing else.`,
    });
    return;
  }
  readText(text, exchange, receiver, answer.type);
  if (!exchange.isOver) fail(exchange, exchange.unreadable ?? badResult('protocol', `${noMessage}: ${shorten(text)}`));
}

/** The text of a body that may be the answer to this request, and need not end then. */
export async function readJson(answer: HttpAnswer, exchange: Exchange): Promise<string> {
  const isWhole = (soFar: Buffer): boolean => answers(textOf(soFar, answer.charset), exchange);
  return textOf(await readAll(answer.body, isWhole), answer.charset);
}

/** Whether a text is the answer to this request, and all of it. */
function answers(text: string, exchange: Exchange): boolean {
  if (!/\}\s*$/.test(text.slice(-100))) return false;
  try {
    const incoming = readMessage(parseJson(text));
    return incoming.kind === 'response' && String(incoming.response.id) === String(exchange.id);
  } catch {
    return false;
  }
}

/** Reads one event on the stream that a request is answered with. What is no JSON may be a sign of life: the answer can still come. */
export function readEvent(data: string, exchange: Exchange, receiver: Receiver): void {
  if (/^\s*[{[]/.test(data) && !/^\s*\[[A-Z]+\]\s*$/.test(data))
    readText(data, exchange, receiver, 'text/event-stream');
}

/** Ends an exchange whose stream brought no answer. */
export function endOfStream(exchange: Exchange): void {
  const message = 'The response stream ended without a result.';
  fail(exchange, exchange.unreadable ?? { kind: 'broken', reason: 'stream_ended', message });
}

/** What makes an answer unusable while it is read; undefined when the network is to blame. */
export function problemOf(error: unknown, answer: HttpAnswer | undefined): BadResultObservation | undefined {
  if (error instanceof TooLargeError) return badResult('too_large', error.message);
  if (!isOfCoding(error)) return undefined;
  const coding = shorten(answer?.headers['content-encoding'] ?? '', 40);
  return badResult('not_json', `The server said that its answer is coded as "${coding}", and it is not.`);
}

/** The kind of error by which the SDK recognises an answer that is none when it negotiates a version. */
export function fail(exchange: Exchange, end: EndObservation): void {
  exchange.fail(end, new SdkError(SdkErrorCode.ClientHttpUnexpectedContent, end.message));
}

const noMessage = 'The server answered with JSON that is no JSON-RPC message';

function readText(text: string, exchange: Exchange, receiver: Receiver, type: string): void {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch {
    const named =
      type === 'application/json' || type === 'text/event-stream'
        ? 'something that is not JSON'
        : `${type || 'no content type'}, not with JSON`;
    exchange.unreadable ??= badResult('not_json', `The server answered with ${named}: ${shorten(text)}`);
    return;
  }
  if (!receiver.receive(json, exchange))
    exchange.unreadable ??= badResult('protocol', `${noMessage}: ${shorten(text)}`);
}

export function badResult(reason: BadResultObservation['reason'], message: string): BadResultObservation {
  return { kind: 'bad_result', reason, message };
}
