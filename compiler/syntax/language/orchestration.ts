import { z } from 'zod';
import { oneOf, text } from './scalars.ts';
import { retryPolicy } from './policies.ts';

/** `engine` is any text here: the rule unsupported-engine says what is true. */
export const orchestration = z
  .strictObject({
    engine: text.optional().describe('temporal'),
    error_handling: z
      .strictObject({
        retry_policy: retryPolicy.optional(),
        failure_handling: oneOf(['compensating_transactions', 'fail', 'park'])
          .optional()
          .describe('What a failed step leads to.'),
      })
      .optional()
      .describe('Retries, and what a failed step leads to.'),
    state_management: z
      .strictObject({
        persistence: z
          .literal('event_sourced', { error: '"event_sourced", because Temporal keeps an execution as its events' })
          .optional()
          .describe('Always: Temporal keeps every event.'),
        checkpointing: z
          .literal('per_step', { error: '"per_step", because every call is an activity whose result Temporal records' })
          .optional()
          .describe('Always: every call is an activity of its own.'),
        replay_capability: z
          .literal(true, { error: 'true, because every execution is replayed from its events' })
          .optional()
          .describe('Always.'),
      })
      .optional()
      .describe('What is always true here; it may be written down.'),
  })
  .meta({ title: 'Orchestration', description: 'Defaults for the steps: retries and what a failure leads to.' });
