import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Facade } from '../mcp/facade.ts';
import { callerOf } from './app.ts';
import type { HttpApp } from './app.ts';
import { FACADE_PATH } from './public-url.ts';

/** Hands MCP's requests to the facade, which writes its answers itself. They are described by MCP, not by our document. */
export function addFacade(app: HttpApp, facade: Facade): void {
  app.route({
    url: FACADE_PATH,
    method: ['POST', 'GET', 'DELETE'],
    exposeHeadRoute: false,
    schema: { hide: true },
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) reply.raw.setHeader(name, value);
      reply.hijack();
      await facade.handle(request.raw, reply.raw, callerOf(request), request.body);
    },
  });
}
