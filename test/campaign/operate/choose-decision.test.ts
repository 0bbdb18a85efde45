import { expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { chooseDecision } from './choose-decision.ts';

const effect = { id: 'e-1', ref: 'r' };
const everySaying = (allowed: string[], unclear: 'call' | 'compensation' | null, there: typeof effect | null) => {
  const random = createRandom('any');
  const truth = { effect: there, arguments: null };
  return Array.from({ length: 200 }, () => chooseDecision({ allowed, unclear }, truth, random));
};

it('an operator tells the truth about a call, and about a compensation', () => {
  expect(everySaying(['resolve_unknown'], 'call', effect)[0]?.more).toMatchObject({ happened: true, output: effect });
  expect(everySaying(['resolve_unknown'], 'call', null)[0]?.more).toMatchObject({ happened: false });
  expect(everySaying(['resolve_unknown'], 'compensation', effect)[0]?.more).toMatchObject({ happened: false });
  expect(everySaying(['resolve_unknown'], 'compensation', null)[0]?.more).toMatchObject({ happened: true });
});

it('an operator does not say that something is undone which is not, nor stands in for what is not there', () => {
  const onTheWayBack = everySaying(['retry', 'mark_compensated'], null, effect);
  expect(new Set(onTheWayBack.map((said) => said?.verb))).toEqual(new Set(['retry']));
  expect(everySaying(['skip', 'compensate'], null, null).every((said) => said?.verb === 'compensate')).toBe(true);
});
