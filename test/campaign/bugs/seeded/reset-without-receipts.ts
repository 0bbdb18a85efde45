import type { Bug } from '../bug.ts';

export const resetWithoutReceipts: Bug = {
  name: 'reset-without-receipts',
  what: 'A run that a reset made believes its copied history and never asks what other runs did (against S34).',
  provokedBy: ['reset_compensated', 'reset_running'],
  edits: [
    {
      file: 'workflows/interpreter/past/past.ts',
      find: '  const asked = run.effects.past();\n',
      replace: '  const asked = null as ReturnType<typeof run.effects.past>;\n',
    },
  ],
};
