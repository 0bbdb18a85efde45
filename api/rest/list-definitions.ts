import { z } from 'zod';
import { callerOf } from '../http/app.ts';
import type { HttpApp } from '../http/app.ts';
import { answers, READ_PROBLEMS } from './answers.ts';
import type { RestDeps } from './deps.ts';
import { definitionSummary } from './schemas/definition.ts';

const page = z.object({ definitions: z.array(definitionSummary) });

export function addListDefinitions(app: HttpApp, { operations }: RestDeps): void {
  app.get('/v1/definitions', {
    schema: {
      tags: ['Definitions'],
      operationId: 'listDefinitions',
      summary: 'List what you may read, by name',
      querystring: z.strictObject({}),
      response: answers({ 200: { description: 'The definitions.', schema: page } }, READ_PROBLEMS),
    },
    handler: (request) => ({ definitions: operations.definitions(callerOf(request)) }),
  });
}
