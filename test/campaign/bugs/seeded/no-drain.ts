import type { Bug } from '../bug.ts';

export const noDrain: Bug = {
  name: 'no-drain',
  what: 'The way back begins while forward calls of other branches are still under way (against S18).',
  provokedBy: ['cancel', 'is_error'],
  edits: [
    {
      file: 'workflows/interpreter/interpret.ts',
      find: 'await runSteps(run, plan.steps, context);',
      replace:
        'await Promise.race([runSteps(run, plan.steps, context), run.effects.until(() => run.state.stop !== null)]);',
    },
  ],
};
