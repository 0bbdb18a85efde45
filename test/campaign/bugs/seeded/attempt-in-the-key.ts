import type { Bug } from '../bug.ts';

export const attemptInTheKey: Bug = {
  name: 'attempt-in-the-key',
  what: 'The idempotency key that is sent changes with every attempt (against S9).',
  provokedBy: ['reset_after', 'http_5xx_after', 'black_hole_after'],
  edits: [
    {
      file: 'activities/meta.ts',
      find: "'io.sagaflow/idempotency-key': request.key,",
      replace: "'io.sagaflow/idempotency-key': info.attempt === 1 ? request.key : `${request.key}-${info.attempt}`,",
    },
  ],
};
