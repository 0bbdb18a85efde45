import type { HttpApp } from '../app.ts';
import { isAllowedOrigin } from './foreign.ts';
import type { HttpSettings } from '../settings.ts';

/** Lets web pages of the allowed origins read answers, and tells their browsers so beforehand. */
export function letOriginsRead(app: HttpApp, settings: HttpSettings): void {
  if (settings.allowedOrigins.length === 0) return;
  app.addHook('onRequest', (request, reply, done) => {
    const { origin, 'access-control-request-method': wanted } = request.headers;
    reply.header('vary', 'Origin');
    if (!isAllowedOrigin(settings, origin)) {
      done();
      return;
    }
    reply.header('access-control-allow-origin', origin);
    reply.header('access-control-expose-headers', EXPOSED);
    if (request.method !== 'OPTIONS' || wanted === undefined) {
      done();
      return;
    }
    reply.headers({
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': TAKEN,
      'access-control-max-age': '600',
    });
    reply.code(204).send();
  });
}

const EXPOSED = 'Location, Retry-After, WWW-Authenticate, X-Request-Id, Mcp-Session-Id';
const TAKEN =
  'Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Mcp-Method, Mcp-Name, Mcp-Protocol-Version, Mcp-Session-Id, X-Api-Key, X-Request-Id';
