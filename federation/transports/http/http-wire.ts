import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { limits } from '../../limits.ts';
import { decoded } from './decode-body.ts';
import { NotingAgent } from './noting-agent.ts';
import type { Noted } from './noting-agent.ts';
import { ownHeaders } from './own-headers.ts';

export interface HttpTarget {
  url: string;
  /** Our own, secrets among them: they are sent, and told to nobody. */
  headers: Record<string, string>;
  now: () => number;
}

export interface HttpAnswer {
  status: number;
  headers: Readonly<Record<string, string | undefined>>;
  /** The media type without its parameters, in small letters; empty when there is none. */
  type: string;
  charset: string | undefined;
  /** With its content coding undone; what is wrong with that coding is its error. */
  body: Readable;
}

export interface HttpWire {
  /** Gives the answer once its head is there, of whatever status. Rejects only with errors of the network, and when the signal aborts. `onStart` is called before the first byte leaves. */
  ask(
    method: 'POST' | 'GET' | 'DELETE',
    headers: Record<string, string>,
    signal: AbortSignal,
    body?: string,
    onStart?: () => void,
  ): Promise<HttpAnswer>;
}

/**
 * One pool of connections for all servers. Calls have their own deadlines, and a tool may be silent for longer than the five minutes after
 * which undici would give up by itself. Redirects are not followed: a call would be repeated, or its secrets given to somebody else.
 */
const agent = new NotingAgent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: limits.connectMs } });

export function createHttpWire(url: URL, headers: Record<string, string>): HttpWire {
  const { origin } = url;
  const path = `${url.pathname}${url.search}`;
  // No content coding is offered: middleware that compresses holds events back. Who sends one unasked is understood all the same.
  const own = { 'user-agent': 'sagaflow', ...ownHeaders(url, headers) };
  return {
    ask: async (method, more, signal, body, onStart) => {
      const options: Dispatcher.RequestOptions & Noted = {
        origin,
        path,
        method,
        headers: { ...own, ...more },
        signal,
        ...(body !== undefined && { body }),
        ...(onStart !== undefined && { onStart }),
      };
      const answer = await agent.request(options);
      const given = single(answer.headers);
      const [type = '', ...parameters] = (given['content-type'] ?? '').split(';');
      return {
        status: answer.statusCode,
        headers: given,
        type: type.trim().toLowerCase(),
        charset: charsetOf(parameters),
        body: decoded(answer.body, given['content-encoding']),
      };
    },
  };
}

/** Of headers that came several times, the first one. */
function single(headers: Record<string, string | string[] | undefined>): Record<string, string | undefined> {
  const result: Record<string, string | undefined> = {};
  for (const name in headers) {
    const value = headers[name];
    result[name] = typeof value === 'object' ? value[0] : value;
  }
  return result;
}

function charsetOf(parameters: string[]): string | undefined {
  for (const parameter of parameters) {
    const [name, value] = parameter.split('=');
    if (name?.trim().toLowerCase() === 'charset') return value?.trim().replaceAll('"', '').toLowerCase();
  }
  return undefined;
}
