import { describe, expect, it } from 'vitest';

import { start } from './support/execution.ts';
import { action, group, planOf, READS } from './support/plans.ts';
import { failed, held, ok } from './support/world.ts';

describe('pivot', () => {
  const pivot = action('p', { compensation: null }, { pivot: true });

  it('is awaited by a cancel, which then comes too late', async () => {
    const execution = start(planOf([action('a'), pivot, action('after', READS)]), { replies: { p: held() } });
    await execution.play();
    execution.interpreter().cancel();
    await execution.play();
    expect(execution.world.flights.map(({ sent }) => sent.name)).toEqual(['p']);
    expect(await execution.release('p', ok())).toMatchObject({ kind: 'completed' });
    expect(execution.world.events).toContainEqual(expect.objectContaining({ type: 'notice', path: null }));
  });

  it('that certainly did nothing lets the execution go back', async () => {
    const execution = start(planOf([action('a'), pivot]), { replies: { p: failed('no_effect') } });
    expect(await execution.play()).toMatchObject({ kind: 'failed', compensated: ['a'] });
  });

  it.each(['unknown', 'effect_possible'] as const)(
    'that ended %s parks, and nothing is undone by a cancel',
    async (outcome) => {
      const execution = start(planOf([action('a'), pivot]), { replies: { p: [failed(outcome), ok()] } });
      await execution.play();
      expect(execution.parked()).toMatchObject([{ path: 'p', allowed: ['retry', 'resolve_unknown', 'skip'] }]);
      execution.interpreter().cancel();
      await execution.play();
      expect(execution.undone()).toEqual([]);
      execution.interpreter().decide('retry', {});
      expect(await execution.play()).toMatchObject({ kind: 'completed' });
      expect(execution.world.sent.at(-1)?.key).toBe(execution.world.sent.at(-2)?.key);
    },
  );

  it('that may have happened keeps a failing sibling from going back', async () => {
    const steps = [action('a'), { ...pivot, dependsOn: ['a'] }, action('b', {}, { dependsOn: ['a'] })];
    const execution = start(planOf(steps), { replies: { p: held(), b: failed('no_effect') } });
    await execution.play();
    await execution.release('p', failed('unknown'));
    expect(execution.undone()).toEqual([]);
    expect(
      execution
        .parked()
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['b', 'p']);
  });

  it('parks what fails after it', async () => {
    const execution = start(planOf([action('a'), pivot, action('b', { compensation: null })]), {
      replies: { b: [failed('no_effect'), ok()] },
    });
    await execution.play();
    expect(execution.parked()).toMatchObject([{ path: 'b', allowed: ['retry', 'retry_with', 'skip'] }]);
    execution.interpreter().decide('retry', {});
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
  });

  it('still past after a retry that could not be sent: the worst outcome of all that was sent counts', async () => {
    const execution = start(planOf([action('a'), pivot]), {
      replies: { p: [failed('unknown'), failed('no_effect'), ok()] },
    });
    await execution.play();
    execution.interpreter().decide('retry', {});
    await execution.play();
    expect(execution.parked()).toMatchObject([{ path: 'p', allowed: ['retry', 'resolve_unknown', 'skip'] }]);
    expect(execution.undone()).toEqual([]);
  });

  it('that is a group does not wait for itself when a step in it fails', async () => {
    const execution = start(planOf([action('a'), group('g', [action('b')], { pivot: true })]), {
      replies: { b: failed('no_effect') },
    });
    expect(await execution.play()).toMatchObject({ kind: 'failed', step: 'b', compensated: ['a'] });
  });
});
