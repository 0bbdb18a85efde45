import { SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';
import { shorten } from '../../limits.ts';
import type { HttpRefusal } from '../exchange.ts';
import { parseRetryAfter } from '../retry-after.ts';
import type { HttpAnswer, HttpTarget } from './http-wire.ts';
import { readStart, textOf } from './read-body.ts';

const textBytes = 64 * 1024;

/** What an answer says that is none: an error status, or a redirect, which is not followed. */
export async function readRefusal(answer: HttpAnswer, target: HttpTarget): Promise<HttpRefusal> {
  const text = textOf(await readStart(answer.body, textBytes), answer.charset);
  const retryAfterMs = parseRetryAfter(answer.headers['retry-after'] ?? null, target.now());
  const location = answer.headers.location;
  return {
    status: answer.status,
    text,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(location !== undefined && { location: placeOf(location, target.url) }),
  };
}

/** The kind of error by which the SDK recognises an HTTP status when it negotiates a version. */
export function errorOf({ status, text, location }: HttpRefusal): SdkHttpError {
  const words = shorten(text) || (location === undefined ? 'no text' : `it points to ${location}`);
  return new SdkHttpError(SdkErrorCode.ClientHttpNotImplemented, `HTTP ${status}: ${words}`, { status, text });
}

/** Without user info and query, where secrets may stand. */
function placeOf(location: string, base: string): string {
  if (!URL.canParse(location, base)) return 'a place that is no URL';
  const { origin, pathname, protocol } = new URL(location, base);
  return shorten(origin === 'null' ? `${protocol}${pathname}` : `${origin}${pathname}`);
}
