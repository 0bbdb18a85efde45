import { expect, it } from 'vitest';
import { askOnce } from '../../../api/operations/start/ask-once.ts';

it('asks once for all who ask the same meanwhile, and again for who comes later', async () => {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const look = askOnce((name) => {
    asked.push(name);
    return new Promise<number>((resolve) => answers.push(() => resolve(asked.length)));
  });
  const first = [look('a'), look('a'), look('b')];
  for (const answer of answers) answer();
  expect(await Promise.all(first)).toEqual([2, 2, 2]);
  const later = look('a');
  answers.at(-1)?.();
  expect(await later).toBe(3);
  expect(asked).toEqual(['a', 'b', 'a']);
});

it('shares a failure too, and remembers none', async () => {
  let times = 0;
  const look = askOnce(() => {
    times += 1;
    return times === 1 ? Promise.reject(new Error('no')) : Promise.resolve('yes');
  });
  const both = await Promise.allSettled([look('a'), look('a')]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await look('a')).toBe('yes');
});
