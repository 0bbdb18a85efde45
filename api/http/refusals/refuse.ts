import type { FastifyReply, FastifyRequest } from 'fastify';
import { stringifyJson } from '../../../plan/numbers/json-text.ts';
import type { Authenticator } from '../../identity/authenticator.ts';
import { OperationError } from '../../operations/errors.ts';
import type { HttpApp } from '../app.ts';
import { HttpError } from '../errors.ts';
import { toProblem } from './problem.ts';
import { metadataUrl } from '../public-url.ts';
import type { HttpSettings } from '../settings.ts';

/** Answers every refusal and every bug with a problem document. */
export function answerRefusals(app: HttpApp, authenticator: Authenticator, settings: HttpSettings): void {
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof OperationError && CHALLENGED.has(error.code)) {
      reply.header('www-authenticate', authenticator.challenge(error, metadataUrl(settings, request)));
    }
    return refuse(error, request, reply);
  });
  app.setNotFoundHandler((request) => {
    throw new HttpError('not-found', notFound(request));
  });
}

/** Also for what fails before there is a route. */
export function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { problem, headers } = toProblem(error, request.id);
  if (problem.status === 500) request.log.error({ err: error }, 'request_failed');
  return reply
    .code(problem.status)
    .headers({ ...headers, 'x-request-id': request.id })
    .type('application/problem+json')
    .serializer((answer: unknown) => stringifyJson(answer))
    .send(problem);
}

/** Where better credentials would help. */
const CHALLENGED = new Set(['unauthenticated', 'forbidden']);

function notFound({ url }: FastifyRequest): string {
  if (/^\/v1\/executions\/[^/?]+\/[^?]/.test(url)) {
    return 'There is nothing here. The id of an execution contains "/": write it percent-encoded, as in "onboard%2Fo-17".';
  }
  return 'There is nothing here. GET /openapi.json lists what there is.';
}
