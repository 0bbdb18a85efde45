import { z } from 'zod';
import { callerOf } from '../http/app.ts';
import type { HttpApp } from '../http/app.ts';
import { answers, READ_PROBLEMS } from './answers.ts';
import { whereWhole } from './data/where-whole.ts';
import type { RestDeps } from './deps.ts';
import { executionWithData } from './schemas/data.ts';
import { executionQuery, pagedExecution } from './schemas/execution.ts';
import { executionPath } from './schemas/parts.ts';
import { withStepsPage } from './steps-page.ts';

const executionAnswer = z.union([pagedExecution, executionWithData]);

export function addGetExecution(app: HttpApp, { operations }: RestDeps): void {
  app.get('/v1/executions/:id', {
    schema: {
      tags: ['Executions'],
      operationId: 'getExecution',
      summary: 'See an execution as it stands',
      description:
        'Steps come in pages: `nextSteps` of an answer is the `stepsCursor` of the next request. With `include=data` a value of more than 16 kB, and what is more than 1 MB in all, is cut.',
      params: executionPath,
      querystring: executionQuery,
      response: answers({ 200: { description: 'The execution.', schema: executionAnswer } }, [...READ_PROBLEMS, 404]),
    },
    handler: async (request) => {
      const { runId, include, ...steps } = request.query;
      const caller = callerOf(request);
      const { id } = request.params;
      const page = withStepsPage(await operations.get(caller, id, runId), steps);
      return include === undefined ? page : operations.withData(caller, page, whereWhole(page));
    },
  });
}
