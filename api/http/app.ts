import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Caller } from '../operations/caller.ts';

/** The server that routes are added to; their schemas are zod's. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Null on open routes. */
    caller: Caller | null;
  }

  interface FastifyContextConfig {
    /** Asks nobody who they are. */
    isOpen?: boolean;
    /** Answers also under load, and without counting: health, and what operators and approvers tell. */
    isAlwaysServed?: boolean;
  }
}

/** Who asks, on a route that is not open. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === null) throw new Error('An open route has no caller.');
  return caller;
}
