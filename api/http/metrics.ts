import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { FastifyRequest } from 'fastify';
import { demand, isAdmin } from '../operations/caller.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import { isLoopback } from '../identity/loopback.ts';
import type { HttpApp } from './app.ts';

export interface Metrics {
  registry: Registry;
  /** Of the API's routes, with the pattern of the path: an id is no label. */
  requests: Histogram<'method' | 'route' | 'status'>;
  starts: Counter<'definition' | 'result'>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Histogram({
      name: 'sagaflow_http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer; streams count until they end.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers: [registry],
    }),
    starts: new Counter({
      name: 'sagaflow_http_starts_total',
      help: 'Starts that were acknowledged: new ones, and the same again.',
      labelNames: ['definition', 'result'],
      registers: [registry],
    }),
  };
}

/** Measures every request, and shows what was measured to this machine and to administrators, or to all. */
export function addMetrics(app: HttpApp, metrics: Metrics, authenticator: Authenticator, isOpenToAll: boolean): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
    done();
  });
  app.get('/metrics', {
    config: { isOpen: true, isAlwaysServed: true },
    schema: { hide: true },
    handler: async (request, reply) => {
      if (!isOpenToAll && !isFromThisMachine(request)) await demandAdmin(request);
      return reply
        .type(metrics.registry.contentType)
        .serializer(String)
        .send(await metrics.registry.metrics());
    },
  });

  async function demandAdmin({ headers, id }: FastifyRequest): Promise<void> {
    const apiKey = headers['x-api-key'];
    const credentials = {
      authorization: headers.authorization,
      apiKey: typeof apiKey === 'string' ? apiKey : undefined,
    };
    demand(isAdmin(await authenticator.authenticate(credentials, id)), 'read metrics', 'admin');
  }
}

/** What a proxy on this machine passes on comes from elsewhere. */
function isFromThisMachine({ ip, headers }: FastifyRequest): boolean {
  const isPassedOn = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined;
  return !isPassedOn && isLoopback(ip.replace(/^::ffff:/, ''));
}
