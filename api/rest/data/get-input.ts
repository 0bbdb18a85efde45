import { callerOf, type HttpApp } from '../../http/app.ts';
import { answers, READ_PROBLEMS } from '../answers.ts';
import type { RestDeps } from '../deps.ts';
import { inputData, runQuery } from '../schemas/data.ts';
import { executionPath } from '../schemas/parts.ts';

export function addGetInput(app: HttpApp, { operations }: RestDeps): void {
  app.get('/v1/executions/:id/input', {
    schema: {
      tags: ['Executions'],
      operationId: 'getInput',
      summary: 'See what an execution was started with',
      description: 'Uncut. Needs the scope `definition:<name>:data`.',
      params: executionPath,
      querystring: runQuery,
      response: answers({ 200: { description: 'The input.', schema: inputData } }, [...READ_PROBLEMS, 404]),
    },
    handler: (request) => operations.input(callerOf(request), request.params.id, request.query.runId),
  });
}
