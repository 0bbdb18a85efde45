import { z } from 'zod';
import { callerOf } from '../http/app.ts';
import type { HttpApp } from '../http/app.ts';
import { answers, READ_PROBLEMS } from './answers.ts';
import type { RestDeps } from './deps.ts';
import { definitionDetail } from './schemas/definition.ts';
import { startPath } from './schemas/start.ts';

export function addGetDefinition(app: HttpApp, { operations }: RestDeps): void {
  app.get('/v1/definitions/:name', {
    schema: {
      tags: ['Definitions'],
      operationId: 'getDefinition',
      summary: 'See a definition: its schemas, steps and graph',
      params: startPath,
      querystring: z.strictObject({}),
      response: answers({ 200: { description: 'The definition.', schema: definitionDetail } }, [...READ_PROBLEMS, 404]),
    },
    handler: (request) => operations.definition(callerOf(request), request.params.name),
  });
}
