import type { Bug } from '../bug.ts';

export const lateBinding: Bug = {
  name: 'late-binding',
  what: 'Compensation arguments are evaluated when the way back begins, on what was kept of the output, instead of being frozen on success (against S13).',
  provokedBy: ['definition_fails'],
  edits: [
    {
      file: 'workflows/interpreter/back/undo-call.ts',
      find: "import { createCancelToken } from '../cancel-token.ts';\n",
      replace:
        "import { createCancelToken } from '../cancel-token.ts';\nimport { evaluateTemplate } from '../../../plan/expressions/evaluate-template.ts';\n",
    },
    {
      file: 'workflows/interpreter/back/undo-call.ts',
      find: '  const args = argumentsFor(run, entry, compensation);\n',
      replace:
        "  const kept = run.state.records[entry.path]?.output ?? {};\n  const isLate = compensation.needsOutput && entry.outcome === 'ok';\n  const args = isLate ? (evaluateTemplate(compensation.arguments, { input: run.input, output: { id: null, ...(kept as object) } }) as JsonObject) : argumentsFor(run, entry, compensation);\n",
    },
  ],
};
