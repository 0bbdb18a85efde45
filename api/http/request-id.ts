import type { IncomingMessage } from 'node:http';

/** A request's own id where it can be written into logs and headers as it is, else a new one. */
export function requestIdOf({ headers }: IncomingMessage, randomId: () => string): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomId();
}

const REQUEST_ID = /^[A-Za-z0-9_.:-]{1,128}$/;
