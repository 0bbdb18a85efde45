import { callerOf, type HttpApp } from '../../http/app.ts';
import { answers, READ_PROBLEMS } from '../answers.ts';
import type { RestDeps } from '../deps.ts';
import { runQuery, stepData, stepPath } from '../schemas/data.ts';

export function addGetStep(app: HttpApp, { operations }: RestDeps): void {
  app.get('/v1/executions/:id/steps/:step', {
    schema: {
      tags: ['Executions'],
      operationId: 'getStepData',
      summary: 'See the arguments and the output of one step',
      description: 'Uncut, however large. Needs the scope `definition:<name>:data`.',
      params: stepPath,
      querystring: runQuery,
      response: answers({ 200: { description: 'Its values.', schema: stepData } }, [...READ_PROBLEMS, 404]),
    },
    handler: (request) => {
      const { id, step } = request.params;
      return operations.stepData(callerOf(request), id, step, request.query.runId);
    },
  });
}
