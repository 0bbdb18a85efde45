import type { Bug } from '../bug.ts';

export const outputErrorIsCertain: Bug = {
  name: 'output-error-is-certain',
  what: 'An answer with −32602, or with a tool’s error about its output, means that nothing happened, although the tool declares an output (against O6).',
  provokedBy: ['output_rpc_error', 'output_is_error'],
  edits: [
    {
      file: 'plan/outcome.ts',
      find: '      if (seen.saysOutputInvalid === true)\n',
      replace: '      if (seen.saysOutputInvalid === true && seen.content === null)\n',
    },
    {
      file: 'plan/outcome.ts',
      find: "  if (saysOutputInvalid === true) return failed('effect_possible', 'never', 'BadResult', message);\n",
      replace: '',
    },
    {
      file: 'plan/outcome.ts',
      find: '  if (code === INVALID_PARAMS && declaresOutput === true)\n',
      replace: '  if (code === INVALID_PARAMS && declaresOutput === undefined)\n',
    },
  ],
};
