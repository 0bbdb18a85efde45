import { z } from 'zod';
import { callerOf } from '../http/app.ts';
import type { HttpApp } from '../http/app.ts';
import type { RestDeps } from './deps.ts';
import { approvalBody, approvalPath } from './schemas/tell.ts';
import { answerTold, TOLD } from './told.ts';

export function addApprove(app: HttpApp, { operations }: RestDeps): void {
  app.post('/v1/executions/:id/approvals/:step', {
    config: TOLD.config,
    schema: {
      tags: ['Decisions'],
      operationId: 'approve',
      summary: 'Approve or reject a step that waits for it',
      description: 'Whoever started the execution cannot approve it.',
      params: approvalPath,
      querystring: z.strictObject({}),
      body: approvalBody,
      response: TOLD.response,
    },
    handler: async (request, reply) => {
      const caller = callerOf(request);
      const { id, step } = request.params;
      await operations.approve(caller, id, step, request.body);
      return answerTold(reply, () => operations.get(caller, id));
    },
  });
}
