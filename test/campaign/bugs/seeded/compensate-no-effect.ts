import type { Bug } from '../bug.ts';

export const compensateNoEffect: Bug = {
  name: 'compensate-no-effect',
  what: 'A call that definitely did nothing is compensated too (against S11 and S20).',
  provokedBy: ['is_error'],
  edits: [
    {
      file: 'plan/ledger.ts',
      find: "entry.state === 'open' && entry.outcome !== 'no_effect' && ",
      replace: "entry.state === 'open' && ",
    },
  ],
};
