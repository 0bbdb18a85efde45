import type { Bug } from '../bug.ts';

export const swallowACompensationError: Bug = {
  name: 'swallow-a-compensation-error',
  what: 'A compensation that fails is taken for done, and the way back goes on (against S23 and S25).',
  provokedBy: ['compensation_fails', 'compensation_stuck'],
  edits: [
    {
      file: 'workflows/interpreter/back/undo-call.ts',
      find: '  if (report.ok) return null;\n',
      replace: '  if (report.ok || report.outcome !== null) return null;\n',
    },
  ],
};
