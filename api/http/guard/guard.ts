import type { FastifyRequest } from 'fastify';
import type { Authenticator } from '../../identity/authenticator.ts';
import type { Caller } from '../../operations/caller.ts';
import type { HttpApp } from '../app.ts';
import { HttpError } from '../errors.ts';
import { refuseForeign } from './foreign.ts';
import type { HttpSettings } from '../settings.ts';

interface GuardDeps {
  authenticator: Authenticator;
  settings: HttpSettings;
  closing: AbortSignal;
}

/** What every request passes before its route: where it goes and comes from, whether there is room, who asks, how often. */
export function guard(app: HttpApp, { authenticator, settings, closing }: GuardDeps): void {
  const refuse = refuseForeign(settings);
  const count = countRequests(app, settings.rateLimitPerMinute);
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    const { host, origin } = request.headers;
    refuse({ host, origin, localAddress: request.socket.localAddress });
    const { isOpen = false, isAlwaysServed = false } = request.routeOptions.config;
    if (closing.aborted)
      throw new HttpError('shutting-down', 'This process is about to end. Ask again.', { connection: 'close' });
    if (!isAlwaysServed && app.isUnderPressure())
      throw new HttpError('overloaded', 'Too much to do now. Ask again soon.');
    if (isOpen || request.is404) return;
    request.caller = await authenticated(request);
    if (!isAlwaysServed) await count(request);
  });

  /** Counts what fails by address, so that nobody tries credentials in masses, and no caller pays for another. */
  async function authenticated(request: FastifyRequest): Promise<Caller> {
    const { authorization, 'x-api-key': apiKey } = request.headers;
    const credentials = { authorization, apiKey: typeof apiKey === 'string' ? apiKey : undefined };
    try {
      return await authenticator.authenticate(credentials, request.id);
    } catch (error) {
      await count(request);
      throw error;
    }
  }
}

const MINUTE_MS = 60_000;

function countRequests(app: HttpApp, perMinute: number): (request: FastifyRequest) => Promise<void> {
  if (perMinute === 0) return () => Promise.resolve();
  const limit = app.createRateLimit({ max: perMinute, timeWindow: MINUTE_MS, keyGenerator: keyOf });
  return async (request) => {
    const verdict = await limit(request);
    if (verdict.isAllowed || !verdict.isExceeded) return;
    const message = `More than ${perMinute} requests in a minute. Ask again when "Retry-After" has passed.`;
    throw new HttpError('too-many-requests', message, { 'retry-after': String(verdict.ttlInSeconds) });
  };
}

function keyOf({ caller, ip }: FastifyRequest): string {
  return caller?.principal === undefined || caller.principal === null
    ? `ip ${ip}`
    : `caller ${caller.tenant} ${caller.principal}`;
}
