import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import { fastify, LogController } from 'fastify';
import type { FastifyBaseLogger } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import type { Facade } from '../mcp/facade.ts';
import type { Operations } from '../operations/operations.ts';
import { addRestRoutes } from '../rest/routes.ts';
import type { HttpApp } from './app.ts';
import { letOriginsRead } from './guard/cors.ts';
import { addFacade } from './facade-routes.ts';
import { guard } from './guard/guard.ts';
import { addHealth } from './health.ts';
import { takeJsonBodies } from './json-body.ts';
import { answerBrokenRequests } from './refusals/broken-request.ts';
import { logRequests } from './log-requests.ts';
import { addMetadata } from './metadata.ts';
import { refuseOtherMethods } from './methods.ts';
import { addMetrics, createMetrics } from './metrics.ts';
import { addOpenApi, documentRoutes } from './openapi/openapi.ts';
import { answerRefusals, refuse } from './refusals/refuse.ts';
import { requestIdOf } from './request-id.ts';
import type { HttpSettings } from './settings.ts';
import { endSilentConnections } from './silent-connections.ts';
import { validatorCompiler } from './validate.ts';

export interface HttpDeps {
  operations: Operations;
  authenticator: Authenticator;
  /** What answers at `/mcp`; null: nothing does. */
  facade: Facade | null;
  settings: HttpSettings;
  log: Logger;
  version: string;
  /** For request ids. */
  randomId: () => string;
}

export interface HttpServer {
  /** Rejects when the address cannot be taken. */
  listen(): Promise<{ url: string; host: string; port: number }>;
  /**
   * Takes no more requests, ends waits and streams, lets what is under way be answered, and closes the facade; what is left after
   * `shutdownMs` is cut.
   */
  close(): Promise<void>;
  /** For requests without a network, and for tests. */
  app: HttpApp;
}

/** The API over HTTP: REST, the facade, health, metrics and documents. Made by the mains `api` and `dev`. */
export async function createHttpServer(deps: HttpDeps): Promise<HttpServer> {
  const { settings, facade } = deps;
  const closing = new AbortController();
  const app = createApp(deps);
  await addProtection(app, deps, closing.signal);
  await addRoutes(app, deps, closing.signal);
  const endSilent = endSilentConnections(app.server);
  app.addHook('preClose', async () => {
    closing.abort();
    await facade?.close();
    endSilent();
  });
  // A connection that is kept alive after its last answer would hold up the end until it is cut.
  app.addHook('onResponse', (_request, _reply, done) => {
    if (closing.signal.aborted) setImmediate(() => app.server.closeIdleConnections());
    done();
  });
  await app.ready();
  return {
    app,
    listen: async () => {
      // A burst of callers waits to be accepted: the default of 511 places turns the rest away.
      await app.listen({ host: settings.host, port: settings.port, backlog: 4_096 });
      const [address] = app.addresses();
      const port = typeof address === 'object' ? address.port : settings.port;
      const name = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
      return { url: settings.publicUrl ?? `http://${name}:${port}`, host: settings.host, port };
    },
    close: async () => {
      const cut = setTimeout(() => app.server.closeAllConnections(), settings.shutdownMs);
      try {
        await app.close();
      } finally {
        clearTimeout(cut);
      }
    },
  };
}

/** Longer than any id, percent-encoded. */
const MAX_PARAM_LENGTH = 2_048;

function createApp({ settings, log, randomId }: HttpDeps): HttpApp {
  // The framework's narrower type, so that the app is of no particular logger.
  const logger: FastifyBaseLogger = log;
  const app = fastify({
    loggerInstance: logger,
    genReqId: (request: IncomingMessage) => requestIdOf(request, randomId),
    logController: new LogController({ requestIdLogLabel: 'requestId', disableRequestLogging: true }),
    bodyLimit: settings.bodyLimitBytes,
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequests,
    frameworkErrors: (error, request, reply) => void refuse(error, request, reply),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  // Answers are checked against their schemas by tests, not while somebody waits.
  app.setSerializerCompiler(() => (answer: unknown) => stringifyJson(answer));
  return app;
}

/** Checks before routes, in the order in which a request passes them. */
async function addProtection(app: HttpApp, deps: HttpDeps, closing: AbortSignal): Promise<void> {
  const { authenticator, settings } = deps;
  answerRefusals(app, authenticator, settings);
  takeJsonBodies(app);
  logRequests(app);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    strictTransportSecurity: settings.publicUrl?.startsWith('https:') === true ? { maxAge: YEAR_SECONDS } : false,
  });
  await app.register(underPressure, {
    maxEventLoopDelay: settings.maxEventLoopDelayMs,
    sampleInterval: PRESSURE_SAMPLE_MS,
    // The guard asks: not every route is refused.
    pressureHandler: () => undefined,
  });
  await app.register(rateLimit, { global: false });
  letOriginsRead(app, settings);
  guard(app, { authenticator, settings, closing });
}

const YEAR_SECONDS = 31_536_000;
const PRESSURE_SAMPLE_MS = 500;

async function addRoutes(app: HttpApp, deps: HttpDeps, closing: AbortSignal): Promise<void> {
  const { operations, authenticator, facade, settings, version } = deps;
  const metrics = createMetrics();
  const refuseOthers = refuseOtherMethods(app);
  await documentRoutes(app, version);
  addRestRoutes(app, {
    operations,
    heartbeatMs: settings.heartbeatMs,
    closing,
    onStart: (definition, isNew) => metrics.starts.inc({ definition, result: isNew ? 'new' : 'same' }),
  });
  addHealth(app, operations);
  addMetadata(app, authenticator, settings);
  addMetrics(app, metrics, authenticator, settings.hasOpenMetrics);
  if (facade !== null) addFacade(app, facade);
  await addOpenApi(app);
  refuseOthers();
}
