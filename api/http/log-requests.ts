import type { HttpApp } from './app.ts';

/** One line a request, with what ties it to history; queries and headers may hold what is nobody else's business. */
export function logRequests(app: HttpApp): void {
  app.addHook('onResponse', (request, reply, done) => {
    const facts = {
      method: request.method,
      path: request.url.split('?', 1)[0],
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      ...(request.caller === null ? {} : { principal: request.caller.principal, tenant: request.caller.tenant }),
    };
    if (request.routeOptions.config.isAlwaysServed === true && request.caller === null)
      request.log.debug(facts, 'request');
    else request.log.info(facts, 'request');
    done();
  });
}
