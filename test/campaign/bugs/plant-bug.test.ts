import { expect, it } from 'vitest';
import { plantBug, whyNotPlantable } from './plant-bug.ts';
import { SEEDED_BUGS } from './seeded-bugs.ts';

it('there are fourteen seeded bugs, each under a name of its own', () => {
  expect(new Set(SEEDED_BUGS.map(({ name }) => name)).size).toBe(14);
});

it.each(SEEDED_BUGS)('$name still fits today’s sources', async (bug) => {
  expect(await whyNotPlantable(bug)).toBeNull();
});

it('a bug whose place is gone is named', async () => {
  const gone = {
    name: 'gone',
    what: '',
    provokedBy: [],
    edits: [{ file: 'plan/ledger.ts', find: 'not there', replace: '' }],
  };
  expect(await whyNotPlantable(gone)).toBe(
    'The bug "gone" cannot be planted: plan/ledger.ts has what it changes 0 times.',
  );
});

it('an unknown name is refused with those that there are', async () => {
  await expect(plantBug('no-such-bug')).rejects.toThrow(
    /There is no bug "no-such-bug". There are: register-after-success/,
  );
});
