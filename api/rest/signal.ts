import { callerOf } from '../http/app.ts';
import type { HttpApp } from '../http/app.ts';
import type { RestDeps } from './deps.ts';
import { signalBody, signalPath, signalQuery } from './schemas/tell.ts';
import { answerTold, TOLD } from './told.ts';

export function addSignal(app: HttpApp, { operations }: RestDeps): void {
  app.post('/v1/executions/:id/signals/:name', {
    config: TOLD.config,
    schema: {
      tags: ['Decisions'],
      operationId: 'signal',
      summary: 'Send a signal that a step waits for',
      description: 'The body is what the step gets: any JSON, or nothing.',
      params: signalPath,
      querystring: signalQuery,
      body: signalBody,
      response: TOLD.response,
    },
    handler: async (request, reply) => {
      const caller = callerOf(request);
      const { id, name } = request.params;
      const { executionId } = request.query;
      const target = executionId === undefined ? [] : ([{ executionId }] as const);
      await operations.signal(caller, id, name, request.body ?? null, ...target);
      return answerTold(reply, () => operations.get(caller, id));
    },
  });
}
