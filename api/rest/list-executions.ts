import { callerOf } from '../http/app.ts';
import type { HttpApp } from '../http/app.ts';
import { HttpError } from '../http/errors.ts';
import { OperationError } from '../operations/errors.ts';
import { answers, READ_PROBLEMS } from './answers.ts';
import type { RestDeps } from './deps.ts';
import { listPage, listQuery } from './schemas/list.ts';

export function addListExecutions(app: HttpApp, { operations }: RestDeps): void {
  app.get('/v1/executions', {
    schema: {
      tags: ['Executions'],
      operationId: 'listExecutions',
      summary: 'List executions, newest first',
      description: 'Only what you may read. A list may be some seconds late.',
      querystring: listQuery,
      response: answers({ 200: { description: 'A page.', schema: listPage } }, [...READ_PROBLEMS, 404]),
    },
    handler: (request) =>
      operations.list(callerOf(request), request.query).catch((error: unknown) => {
        throw request.query.cursor === undefined ? error : noSuchPage(error);
      }),
  });
}

/** Everything else of the query has been checked before: what is left to be refused is the cursor. */
function noSuchPage(error: unknown): unknown {
  if (!(error instanceof OperationError) || error.code !== 'bad-request') return error;
  const message = 'There is no such page: a cursor is good for the list that gave it. Begin again without one.';
  return new HttpError('unknown-page', message);
}
