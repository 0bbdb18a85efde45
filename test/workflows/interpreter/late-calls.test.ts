import { describe, expect, it } from 'vitest';
import { start } from './support/execution.ts';
import { action, planOf } from './support/plans.ts';
import { failed } from './support/world.ts';

/** S16: only a server that refuses a call after its undo makes undoing an unknown one safe. */
describe('a call of unknown outcome on a server that takes late calls', () => {
  const unclear = () =>
    start(planOf([action('a'), action('b', { lateCallsRefused: false })]), { replies: { b: failed('unknown') } });

  it('is not undone before people have looked; retry undoes it', async () => {
    const execution = unclear();
    expect(await execution.play()).toBeNull();
    expect(execution.undone()).toEqual([]);
    expect(execution.parked()).toMatchObject([
      { path: 'b', allowed: ['resume', 'retry', 'retry_with', 'resolve_unknown', 'mark_compensated', 'skip'] },
    ]);

    execution.interpreter().decide('retry', {});
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', compensated: ['b', 'a'] });
    expect(execution.undone()).toEqual(['b', 'a']);
  });

  it('is left, and named as left, when people say skip', async () => {
    const execution = unclear();
    await execution.play();
    execution.interpreter().decide('skip', { parkId: execution.parked()[0]?.parkId });
    expect(await execution.play()).toMatchObject({
      type: 'SagaPartiallyCompensated',
      compensated: ['a'],
      notCompensated: ['b'],
    });
  });

  it('that is known to have happened, or not, needs no look', async () => {
    for (const outcome of ['effect_possible', 'no_effect'] as const) {
      const execution = start(planOf([action('a'), action('b', { lateCallsRefused: false })]), {
        replies: { b: failed(outcome) },
      });
      expect(await execution.play()).toMatchObject({ type: 'SagaCompensated' });
    }
  });
});
