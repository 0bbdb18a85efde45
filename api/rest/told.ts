import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { ExecutionView } from '../../plan/view.ts';
import { OPERATION_ERRORS, OperationError } from '../operations/errors.ts';
import { answers, WRITE_PROBLEMS } from './answers.ts';
import { pagedExecution } from './schemas/execution.ts';
import { withStepsPage } from './steps-page.ts';

/** What all routes have that tell an execution something: never refused for load, and the execution is the answer. */
export const TOLD = {
  config: { isAlwaysServed: true },
  response: {
    ...answers(
      { 200: { description: 'It was taken; the execution as it stands then.', schema: pagedExecution } },
      WRITE_PROBLEMS.filter((status) => status !== 429),
    ),
    204: z.undefined().describe('It was taken, but the execution cannot be read now: do not send it again.'),
  },
};

/** Answers after it was told. What was taken is no refusal, whatever comes then: a signal sent again would be a second one. */
export async function answerTold(reply: FastifyReply, view: () => Promise<ExecutionView>): Promise<FastifyReply> {
  try {
    return await reply.code(200).send(withStepsPage(await view()));
  } catch (error) {
    if (!(error instanceof OperationError) || !OPERATION_ERRORS[error.code].isRetryable) throw error;
    return await reply.code(204).send();
  }
}
