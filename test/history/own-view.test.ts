import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Plan } from '../../plan/plan.ts';
import { randomPlan } from '../workflows/interpreter/support/random-plan.ts';
import { createDice, roll, scriptOf } from '../workflows/interpreter/support/random-world.ts';
import { readRun, withoutTimes } from './support/read.ts';
import { recordExecution, type Recorder } from './support/recorder.ts';

const RUNS = 400;

it('the view from a history is the view of the workflow itself, whatever fails, parks, and whenever it is canceled', async () => {
  let histories = 0;
  await fc.assert(
    fc.asyncProperty(
      randomPlan({ continues: true }),
      fc.nat(),
      fc.nat(40),
      fc.constantFrom(0, 8),
      async (plan, seed, cancelAt, longIn) => {
        const recorder = await playRandomly(plan, seed, cancelAt, longIn);
        for (const run of recorder.runs) {
          const { view, notices } = await readRun(run.facts, { runId: run.runId });
          expect(notices).toEqual([]);
          expect(withoutTimes(view)).toEqual(withoutTimes(run.view()));
          histories += 1;
        }
      },
    ),
    { numRuns: RUNS },
  );
  expect(histories).toBeGreaterThanOrEqual(RUNS);
});

/** Lands calls in random order, cancels once, decides every park at random: everything comes to an end. */
async function playRandomly(plan: Plan, seed: number, cancelAt: number, longIn: number): Promise<Recorder> {
  const isLong = (task: number): boolean => longIn > 0 && roll(seed, 'long', task, longIn) === 0;
  const recorder = recordExecution(plan, { script: scriptOf(seed), isLong });
  const dice = createDice(seed);
  for (let turn = 0; turn < 2_000; turn += 1) {
    await recorder.task();
    if (recorder.ending() !== null) return recorder;
    if (turn === cancelAt) recorder.cancel();
    else if (!recorder.advance(dice)) decideOne(recorder, dice);
  }
  throw new Error('It comes to no end.');
}

function decideOne(recorder: Recorder, dice: (sides: number) => number): void {
  const open = recorder.runs.at(-1)?.view().waitingFor ?? [];
  const wait = open[dice(open.length)];
  if (wait === undefined) return;
  const verb = wait.verbs[dice(wait.verbs.length)];
  if (verb === undefined) return;
  const problem = recorder.update(verb.verb as 'retry', verb.example);
  if (problem !== null) recorder.update('skip', { parkId: wait.parkId, reason: 'no other way' });
}
