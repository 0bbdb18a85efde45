import type { Bug } from '../bug.ts';

export const registerAfterSuccess: Bug = {
  name: 'register-after-success',
  what: 'The compensation is written down only after its call has succeeded, as in the usual samples (against S8).',
  provokedBy: ['error_after', 'poison'],
  edits: [
    {
      file: 'workflows/interpreter/forward/run-call.ts',
      find: '  const { request, entry } = prepared;\n',
      replace:
        '  const { request, entry } = prepared;\n  if (entry !== null) run.state.ledger.splice(run.state.ledger.indexOf(entry), 1);\n',
    },
    {
      file: 'workflows/interpreter/forward/run-call.ts',
      find: "    entry.outcome = 'ok';\n",
      replace: "    entry.outcome = 'ok';\n    if (!run.state.ledger.includes(entry)) run.state.ledger.push(entry);\n",
    },
  ],
};
