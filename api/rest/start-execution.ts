import { z } from 'zod';
import { callerOf } from '../http/app.ts';
import type { HttpApp } from '../http/app.ts';
import { OperationError } from '../operations/errors.ts';
import { answers, WRITE_PROBLEMS } from './answers.ts';
import type { RestDeps } from './deps.ts';
import { pagedExecution } from './schemas/execution.ts';
import { startBody, startHeaders, startPath, waitMsOf } from './schemas/start.ts';
import { withStepsPage } from './steps-page.ts';
import { untilGone } from './until-gone.ts';

const LOCATION = { Location: { type: 'string', description: 'Where the execution can be seen.' } };

const answer = (description: string) => ({ description, schema: pagedExecution, headers: LOCATION });

export function addStartExecution(app: HttpApp, { operations, closing, onStart }: RestDeps): void {
  app.post('/v1/definitions/:name/executions', {
    schema: {
      tags: ['Executions'],
      operationId: 'startExecution',
      summary: 'Start an execution',
      description:
        'The start is durable before it is answered. With `wait` the answer comes when the execution has ended or waits for a person. With the header `Idempotency-Key` the same request again finds the same execution.',
      params: startPath,
      querystring: z.strictObject({}),
      headers: startHeaders,
      body: startBody,
      response: answers(
        {
          200: answer('The same start was made before: its execution.'),
          201: answer('A new execution.'),
          202: answer('The execution has not ended within `wait`; it goes on.'),
        },
        WRITE_PROBLEMS,
      ),
    },
    handler: async (request, reply) => {
      const { input, id, after, wait } = request.body;
      const { name } = request.params;
      const waitMs = waitMsOf(wait);
      const started = await operations
        .start(callerOf(request), {
          definition: name,
          input,
          id,
          after,
          idempotencyKey: request.headers['idempotency-key'],
          ...(waitMs > 0 ? { waitMs, signal: untilGone(reply, closing) } : {}),
        })
        .catch((error: unknown) => {
          throw inBody(error);
        });
      onStart(name, started.isNew);
      reply.header('location', `/v1/executions/${encodeURIComponent(started.view.id)}`);
      const isWaitedFor = waitMs > 0 && !started.isDone;
      return reply.code(isWaitedFor ? 202 : started.isNew ? 201 : 200).send(withStepsPage(started.view));
    },
  });
}

/** Operations point into the input; here it is a member of the body. */
function inBody(error: unknown): unknown {
  if (!(error instanceof OperationError) || error.misfits.length === 0) return error;
  const misfits = error.misfits.map(({ pointer, message }) => ({ pointer: `/input${pointer}`, message }));
  return new OperationError(error.code, error.message, { cause: error, misfits });
}
