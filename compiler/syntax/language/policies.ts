import { z } from 'zod';
import type { CallFailureType } from '../../../plan/outcome.ts';
import { duration, listOf, oneOf, wholeNumber } from './scalars.ts';

export const timeouts = z
  .union([
    duration,
    z.strictObject({
      attempt: duration.optional().describe('Time for one attempt.'),
      total: duration.optional().describe('Time for all attempts together; counts from the first started one.'),
      heartbeat: duration.optional().describe('A worker that is silent for so long is taken for dead.'),
    }),
  ])
  .meta({ title: 'Timeout', description: 'Time for one attempt, or a mapping of attempt, total and heartbeat.' });

/** The failures that a call can be sent again after; no other would ever be compared. */
const CALL_FAILURES = [
  'ToolFailed',
  'ServerUnavailable',
  'CallRefused',
  'BadResult',
  'SchemaChanged',
] as const satisfies readonly CallFailureType[];

export const retryPolicy = z
  .strictObject({
    max_attempts: z
      .union([wholeNumber(1, 1_000_000), z.literal('unlimited')])
      .optional()
      .describe('How often a call is sent at most. Written down, it bounds everything.'),
    backoff: oneOf(['exponential', 'fixed'])
      .optional()
      .describe('How the interval grows; `fixed` is a coefficient of 1.'),
    initial_interval: duration.optional().describe('Wait before the second attempt.'),
    max_interval: duration.optional().describe('Longest wait between two attempts.'),
    coefficient: z
      .number({ error: 'a number from 1 to 10' })
      .min(1, { error: 'a number from 1 to 10' })
      .max(10, { error: 'a number from 1 to 10' })
      .optional()
      .describe('Factor from one interval to the next.'),
    retry_on: listOf(oneOf(['tool_error']), 'a list')
      .optional()
      .describe('`tool_error`: an error result of the tool is retried too.'),
    non_retryable: listOf(oneOf(CALL_FAILURES), 'a list of failure types')
      .optional()
      .describe('Failure types that end the retries.'),
  })
  .meta({ title: 'Retry policy', description: 'When and how often a call is sent again.' });

export const idempotency = z
  .union([
    oneOf(['meta', 'natural', 'none']),
    z.strictObject({
      argument: z
        .string({ error: 'the name of one argument of the tool' })
        .min(1)
        .describe('The argument that carries the key.'),
      retention: duration.optional().describe('How long the tool remembers a key.'),
    }),
  ])
  .meta({ title: 'Idempotency', description: 'How the tool knows a repeated call.' });
