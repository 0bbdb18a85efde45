import { z } from 'zod';
import { callerOf } from '../http/app.ts';
import type { HttpApp } from '../http/app.ts';
import { answers, READ_PROBLEMS } from './answers.ts';
import type { RestDeps } from './deps.ts';
import { executionPath, runId } from './schemas/parts.ts';
import { executionView } from './schemas/view.ts';

export function addGetExecution(app: HttpApp, { operations }: RestDeps): void {
  app.get('/v1/executions/:id', {
    schema: {
      tags: ['Executions'],
      operationId: 'getExecution',
      summary: 'See an execution as it stands',
      params: executionPath,
      querystring: z.strictObject({ runId: runId.optional() }),
      response: answers({ 200: { description: 'The execution.', schema: executionView } }, [...READ_PROBLEMS, 404]),
    },
    handler: (request) => operations.get(callerOf(request), request.params.id, request.query.runId),
  });
}
