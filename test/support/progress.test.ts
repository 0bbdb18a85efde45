import { expect, it } from 'vitest';
import { asLongAsItMoves, until, whileItMoves } from './progress.ts';

const soon = { everyMs: 1, stillLooks: 3 };
const seen = (): string => 'two of three';
const never = new Promise<string>(() => undefined);

it('what comes late is no failure, as long as something moves', async () => {
  let looks = 0;
  const look = () => ((looks += 1) > 20 ? { found: looks } : { seen: String(looks) });
  await expect(whileItMoves('the last look', look, soon)).resolves.toBe(21);
});

it.each([
  ['a fact', () => until('a fact', () => false, seen, soon)],
  ['a result', () => asLongAsItMoves('a result', never, seen, soon)],
])('%s that does not come fails when nothing moves, and says what was seen last', async (what, wait) => {
  await expect(wait()).rejects.toThrow(`Nothing has moved while waiting for ${what}: two of three`);
});

it('a result that comes is given, and so is a failure', async () => {
  await expect(asLongAsItMoves('it', Promise.resolve('here'), seen, soon)).resolves.toBe('here');
  await expect(asLongAsItMoves('it', Promise.reject(new Error('no')), seen, soon)).rejects.toThrow('no');
});
