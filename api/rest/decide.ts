import { z } from 'zod';
import { callerOf } from '../http/app.ts';
import type { HttpApp } from '../http/app.ts';
import type { RestDeps } from './deps.ts';
import { executionPath } from './schemas/parts.ts';
import { decisionBody } from './schemas/tell.ts';
import { answerTold, TOLD } from './told.ts';

export function addDecide(app: HttpApp, { operations }: RestDeps): void {
  app.post('/v1/executions/:id/decisions', {
    config: TOLD.config,
    schema: {
      tags: ['Decisions'],
      operationId: 'decide',
      summary: 'Tell a parked execution how to go on',
      description: '`waitingFor` of the execution says what it takes. Your verified name is recorded with it.',
      params: executionPath,
      querystring: z.strictObject({}),
      body: decisionBody,
      response: TOLD.response,
    },
    handler: async (request, reply) => {
      const caller = callerOf(request);
      const { verb, ...decision } = request.body;
      await operations.decide(caller, request.params.id, verb, decision);
      return answerTold(reply, () => operations.get(caller, request.params.id));
    },
  });
}
