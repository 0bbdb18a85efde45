import type { Bug } from '../bug.ts';

export const isErrorAsSuccess: Bug = {
  name: 'is-error-as-success',
  what: 'A tool result with `isError: true` counts as a success (against O8).',
  provokedBy: ['is_error'],
  edits: [
    {
      file: 'plan/outcome.ts',
      find: '      if (!seen.isError) return ok();\n',
      replace: '      if (!seen.isError || seen.content !== null) return ok();\n',
    },
  ],
};
