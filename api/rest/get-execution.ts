import { callerOf } from '../http/app.ts';
import type { HttpApp } from '../http/app.ts';
import { answers, READ_PROBLEMS } from './answers.ts';
import type { RestDeps } from './deps.ts';
import { executionQuery, pagedExecution } from './schemas/execution.ts';
import { executionPath } from './schemas/parts.ts';
import { withStepsPage } from './steps-page.ts';

export function addGetExecution(app: HttpApp, { operations }: RestDeps): void {
  app.get('/v1/executions/:id', {
    schema: {
      tags: ['Executions'],
      operationId: 'getExecution',
      summary: 'See an execution as it stands',
      description: 'Steps come in pages: `nextSteps` of an answer is the `stepsCursor` of the next request.',
      params: executionPath,
      querystring: executionQuery,
      response: answers({ 200: { description: 'The execution.', schema: pagedExecution } }, [...READ_PROBLEMS, 404]),
    },
    handler: async (request) => {
      const { runId, ...steps } = request.query;
      return withStepsPage(await operations.get(callerOf(request), request.params.id, runId), steps);
    },
  });
}
