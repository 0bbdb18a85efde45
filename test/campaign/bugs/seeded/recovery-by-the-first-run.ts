import type { Bug } from '../bug.ts';

export const recoveryByTheFirstRun: Bug = {
  name: 'recovery-by-the-first-run',
  what: 'A recovery is named after the first run of its execution, and counts for whatever was terminated later (against S33).',
  provokedBy: ['terminate_again', 'reset_recovered'],
  edits: [
    {
      file: 'history/past/recovery.ts',
      find: '  for (const of of new Set([runId, firstRunId])) {\n',
      replace: '  for (const of of [firstRunId]) {\n',
    },
    {
      file: 'history/past/recovery.ts',
      find: 'if (run !== null && (await beganAt(client, run)) >= (closedAt ?? Infinity)) return run;',
      replace: 'if (run !== null) return run;',
    },
    {
      file: 'history/past/start-recovery.ts',
      find: '  const id = recoveryId(run.workflowId, run.runId);\n',
      replace: '  const id = recoveryId(run.workflowId, run.firstRunId);\n',
    },
  ],
};
