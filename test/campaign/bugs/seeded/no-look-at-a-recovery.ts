import type { Bug } from '../bug.ts';

export const noLookAtARecovery: Bug = {
  name: 'no-look-at-a-recovery',
  what: 'A run that a reset made neither asks an open recovery to stand down nor waits for it, and the recovery never looks for a later run (against S33).',
  provokedBy: ['reset_recovering', 'reset_parked'],
  edits: [
    {
      file: 'history/past/wait-for-recoveries.ts',
      find: '  const waitsFor = recoveries.filter((one) => one.isOpen &&',
      replace: '  const waitsFor = recoveries.filter((one) => false && one.isOpen &&',
    },
    {
      file: 'workflows/interpreter/back/undo-call.ts',
      find: '  if (run.state.looksForLaterRun === true && (await isSuperseded(run)))',
      replace: '  if (false && (await isSuperseded(run)))',
    },
  ],
};
