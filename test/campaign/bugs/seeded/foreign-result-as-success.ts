import type { Bug } from '../bug.ts';

export const foreignResultAsSuccess: Bug = {
  name: 'foreign-result-as-success',
  what: 'A call that somebody completed by hand with any result counts as a success (against O13).',
  provokedBy: ['foreign_result'],
  edits: [
    {
      file: 'workflows/report-return.ts',
      find: "  return { ok: false, outcome: 'unknown', attempts: 1, failure: failureOf('ForeignResult', COMPLETED_BY_HAND) };\n",
      replace:
        "  return { ok: true, output: value ?? {}, frozen: null, provenance: 'live', ageMs: null, attempts: 1, repeated: false };\n",
    },
  ],
};
