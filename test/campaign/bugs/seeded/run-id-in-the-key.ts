import type { Bug } from '../bug.ts';

export const runIdInTheKey: Bug = {
  name: 'run-id-in-the-key',
  what: 'The key is made from the current run id, so that a reset or a continue-as-new sends another one (against S9).',
  provokedBy: ['reset_running', 'reset_compensated'],
  edits: [
    {
      file: 'workflows/interpreter/state/keys.ts',
      find: 'identity.workflowId, identity.keyRoot, path',
      replace: 'identity.workflowId, identity.runId, path',
    },
  ],
};
