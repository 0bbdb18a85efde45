import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Plan } from '../../../plan/plan.ts';
import { start, type Execution } from './support/execution.ts';
import { checkDrained, checkInvariants } from './support/invariants.ts';
import { randomPlan } from './support/random-plan.ts';
import { createDice, roll, scriptOf } from './support/random-world.ts';

const RUNS = 1_500;

it('undoes exactly what must be undone, whatever fails and whenever it is canceled', async () => {
  await fc.assert(
    fc.asyncProperty(randomPlan({ continues: false }), fc.nat(), fc.nat(40), async (plan, seed, cancelAt) => {
      const execution = await playRandomly(plan, seed, cancelAt, 0);
      checkInvariants(plan, execution);
      checkDrained(execution);
    }),
    { numRuns: RUNS },
  );
});

it('undoes what a continued step or group may have done, and everything else that must be when it goes back', async () => {
  await fc.assert(
    fc.asyncProperty(randomPlan({ continues: true }), fc.nat(), fc.nat(40), async (plan, seed, cancelAt) => {
      const execution = await playRandomly(plan, seed, cancelAt, 0);
      checkInvariants(plan, execution);
    }),
    { numRuns: RUNS },
  );
});

it('keeps all of it when it continues as new at random points', async () => {
  await fc.assert(
    fc.asyncProperty(randomPlan({ continues: true }), fc.nat(), fc.nat(40), async (plan, seed, cancelAt) => {
      const execution = await playRandomly(plan, seed, cancelAt, 3);
      checkInvariants(plan, execution);
    }),
    { numRuns: RUNS },
  );
});

/**
 * Lands calls in random order, cancels once, decides every park at random: everything must come to an end. `longIn`: of so many turns
 * about one finds the history long, and then once: a new run begins with a short one.
 */
async function playRandomly(plan: Plan, seed: number, cancelAt: number, longIn: number): Promise<Execution> {
  let turn = 0;
  let longAt = 0;
  const isLong = (asked: number): boolean => {
    if (longIn === 0 || turn === longAt || roll(seed, 'long', asked, longIn) > 0) return false;
    longAt = turn;
    return true;
  };
  const execution = start(plan, { ...scriptOf(seed), isLong });
  const dice = createDice(seed);
  for (; turn < 3_000; turn += 1) {
    await execution.quiesce();
    if (execution.ending() !== null) return execution;
    if (turn === cancelAt) {
      execution.interpreter().cancel();
      continue;
    }
    if (execution.world.advance(dice)) continue;
    const [park] = execution.parked();
    if (park === undefined) return expect.fail('It neither ended nor parked.');
    const verb = park.allowed[dice(park.allowed.length)];
    execution.interpreter().decide(verb as 'retry', { parkId: park.parkId });
  }
  return expect.fail('It did not end.');
}
