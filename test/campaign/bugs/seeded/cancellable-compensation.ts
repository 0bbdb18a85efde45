import type { Bug } from '../bug.ts';

export const cancellableCompensation: Bug = {
  name: 'cancellable-compensation',
  what: 'A cancel of the execution also cancels the compensation that is under way, and it counts as over (against S29).',
  provokedBy: ['cancel'],
  edits: [
    {
      file: 'workflows/interpreter/back/undo-call.ts',
      find: '  const report = await run.effects.call(request, createCancelToken());\n',
      replace:
        '  const token = createCancelToken();\n  void run.effects.until(() => run.state.isCancelRequested).then(() => token.cancel());\n  const report = await run.effects.call(request, token);\n  if (token.canceled) return null;\n',
    },
  ],
};
