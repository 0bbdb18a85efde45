import { z } from 'zod';
import { callerOf } from '../http/app.ts';
import type { HttpApp } from '../http/app.ts';
import type { RestDeps } from './deps.ts';
import { executionPath } from './schemas/parts.ts';
import { cancelBody } from './schemas/tell.ts';
import { answerTold, TOLD } from './told.ts';

export function addCancel(app: HttpApp, { operations }: RestDeps): void {
  app.post('/v1/executions/:id/cancel', {
    config: TOLD.config,
    schema: {
      tags: ['Decisions'],
      operationId: 'cancelExecution',
      summary: 'Ask for cancellation',
      description: 'Before the pivot everything is undone; after it the request is recorded and the execution goes on.',
      params: executionPath,
      querystring: z.strictObject({}),
      body: cancelBody,
      response: TOLD.response,
    },
    handler: async (request, reply) => {
      const caller = callerOf(request);
      await operations.cancel(caller, request.params.id);
      return answerTold(reply, () => operations.get(caller, request.params.id));
    },
  });
}
