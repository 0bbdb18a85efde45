import { describe, expect, it } from 'vitest';
import type { Step } from '../../../plan/plan.ts';
import { start } from './support/execution.ts';
import { action, each, failing, planOf, READS, sleeping, template, undoOf, UNKEYED } from './support/plans.ts';
import { failed, held, ok } from './support/world.ts';

const last = failing('end', 'Ended', 'no');

describe('what is undone', () => {
  it.each([
    ['unknown', ['b', 'a']],
    ['effect_possible', ['b', 'a']],
    ['no_effect', ['a']],
  ] as const)('after %s of the failing step: %j', async (outcome, undone) => {
    const execution = start(planOf([action('a'), action('b'), action('c')]), { replies: { b: failed(outcome) } });
    expect(await execution.play()).toMatchObject({
      kind: 'failed',
      type: 'SagaCompensated',
      step: 'b',
      compensated: undone,
    });
    expect(execution.undone()).toEqual(undone);
  });

  it('leaves out reads and what has nothing that undoes it', async () => {
    const plan = planOf([action('a', READS), action('b', { compensation: null }), action('c'), last]);
    const execution = start(plan);
    await execution.play();
    expect(execution.undone()).toEqual(['c']);
  });

  it('keeps the first failure as the cause, whatever fails afterwards', async () => {
    const steps = [action('a', {}, { dependsOn: [] }), action('b', {}, { dependsOn: [] })];
    const execution = start(planOf(steps), {
      replies: { a: failed('no_effect', 'First'), b: held(failed('no_effect', 'Second')) },
    });
    expect(await execution.play()).toMatchObject({ step: 'a', cause: { type: 'First' } });
  });

  it('sends the arguments that were frozen with the forward call, and its key', async () => {
    const undo = undoOf('a', {
      needsOutput: true,
      arguments: template({ id: '${{ output.id }}', by: '${{ input.who }}' }),
    });
    const call = { compensation: undo, output: template({}) };
    const execution = start(planOf([action('a', call), last]), { replies: { a: ok({ id: 4 }) } }, { who: 'Ann' });
    await execution.play();
    const [forward, back] = execution.world.sent;
    expect(back).toMatchObject({ arguments: { id: 4, by: 'Ann' }, request: { compensates: forward?.key } });
    expect(back?.key).not.toBe(forward?.key);
  });

  it('without an output sends what without_output says', async () => {
    const undo = undoOf('a', {
      needsOutput: true,
      arguments: template('${{ output }}'),
      withoutOutput: template({ ref: '${{ arguments.ref }}' }),
    });
    const execution = start(planOf([action('a', { compensation: undo, arguments: template({ ref: 'r1' }) })]), {
      replies: { a: failed('unknown') },
    });
    await execution.play();
    expect(execution.world.sent[1]?.arguments).toEqual({ ref: 'r1' });
  });

  it('takes the answer of a repeated call of a natural tool for no output', async () => {
    const undo = undoOf('a', {
      needsOutput: true,
      arguments: template({ id: '${{ output.id }}' }),
      withoutOutput: template({ all: true }),
    });
    const call = { compensation: undo, idempotency: { kind: 'natural' as const, argument: null, retentionMs: null } };
    const execution = start(planOf([action('a', call), last]), {
      replies: { a: ok({ id: null }, { repeated: true }) },
    });
    await execution.play();
    expect(execution.world.sent[1]?.arguments).toEqual({ all: true });
    const byHand = start(planOf([action('a', call, { onFailure: 'park' }), last]), {
      replies: { a: [failed('unknown'), ok({ id: null })] },
    });
    await byHand.play();
    byHand.interpreter().decide('retry', {});
    await byHand.play();
    expect(byHand.world.sent.at(-1)?.arguments).toEqual({ all: true });
  });

  it('parks an undo that needs an output nobody has; no retry fits', async () => {
    const undo = undoOf('b', { needsOutput: true, arguments: template({ id: '${{ output.id }}' }) });
    const execution = start(planOf([action('a'), action('b', { compensation: undo })]), {
      replies: { b: failed('unknown') },
    });
    await execution.play();
    const [park] = execution.parked();
    expect(park).toMatchObject({ path: 'b', allowed: ['retry_with', 'resolve_unknown', 'mark_compensated', 'skip'] });
    execution.interpreter().decide('skip', { parkId: park?.parkId });
    const ending = { kind: 'failed', type: 'SagaPartiallyCompensated', compensated: ['a'], notCompensated: ['b'] };
    expect(await execution.play()).toMatchObject(ending);
  });
});

describe('order of undoing', () => {
  const diamond: Step[] = [
    action('a', {}, { dependsOn: [] }),
    action('b', {}, { dependsOn: ['a'] }),
    action('c', {}, { dependsOn: ['a'] }),
    action('d', {}, { dependsOn: ['b'] }),
    failing('end', 'Ended', 'no', { dependsOn: ['c', 'd'] }),
  ];

  it('is strictly the newest first when one goes back at a time', async () => {
    const execution = start(planOf(diamond));
    await execution.play();
    expect(execution.undone()).toEqual(['d', 'c', 'b', 'a']);
  });

  it('lets independent ones go back together, as many as may', async () => {
    const replies = { 'c~undo': held(), 'd~undo': held() };
    const execution = start(planOf(diamond, { maxParallelCompensations: 2 }), { replies });
    await execution.play();
    expect(execution.undone()).toEqual(['d', 'c']);
    await execution.release('d~undo', ok());
    expect(execution.undone()).toEqual(['d', 'c', 'b']);
    expect(await execution.release('c~undo', ok())).toMatchObject({ compensated: ['d', 'c', 'b', 'a'] });
    expect(execution.undone()).toEqual(['d', 'c', 'b', 'a']);
  });

  it('holds up only those that must wait for a stuck one', async () => {
    const execution = start(planOf(diamond), { replies: { 'd~undo': [failed('unknown'), ok()] } });
    await execution.play();
    expect(execution.undone()).toEqual(['d', 'c']);
    expect(execution.parked()).toMatchObject([
      { path: 'd', allowed: ['retry', 'retry_with', 'resolve_unknown', 'never_happened', 'mark_compensated', 'skip'] },
    ]);
    expect(execution.interpreter().decide('retry', {})).toBeNull();
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated' });
    expect(execution.undone()).toEqual(['d', 'c', 'd', 'b', 'a']);
  });

  it('undoes every iteration with its own key and arguments, newest first', async () => {
    const undo = undoOf('a', { needsOutput: true, arguments: template('${{ output }}') });
    const execution = start(planOf([action('a', { compensation: undo }, { forEach: each([1, 2, 3], 1) }), last]), {
      reply: (name) => ok({ name }),
    });
    await execution.play();
    const back = execution.world.sent.slice(3);
    expect(back.map(({ arguments: sent }) => sent)).toEqual([{ name: 'a[2]' }, { name: 'a[1]' }, { name: 'a[0]' }]);
    expect(new Set(back.map(({ key }) => key)).size).toBe(3);
  });
});

describe('retrying an undo', () => {
  it('uses a new key after one that certainly did nothing, the same after an unknown one, whatever came after it', async () => {
    const replies = { 'a~undo': [failed('no_effect'), failed('unknown'), failed('no_effect'), ok()] };
    const execution = start(planOf([action('a'), last]), { replies });
    await execution.play();
    for (const _ of [1, 2, 3]) {
      expect(execution.interpreter().decide('retry', {})).toBeNull();
      await execution.play();
    }
    const [, first, second, third, fourth] = execution.world.sent.map(({ key }) => key);
    expect(second).not.toBe(first);
    expect([third, fourth]).toEqual([second, second]);
    expect(execution.ending()).toMatchObject({ type: 'SagaCompensated' });
  });

  it('never repeats an unkeyed undo whose outcome is unknown', async () => {
    const execution = start(planOf([action('a', { compensation: undoOf('a', UNKEYED) }), last]), {
      replies: { 'a~undo': failed('unknown') },
    });
    await execution.play();
    expect(execution.parked()).toMatchObject([
      { path: 'a', allowed: ['resolve_unknown', 'never_happened', 'mark_compensated', 'skip'] },
    ]);
  });
});

describe('drain', () => {
  it('undoes nothing while a sibling is in flight, and takes the outcome that it ends with', async () => {
    const steps = [
      action('a', {}, { dependsOn: [] }),
      action('b', {}, { dependsOn: [] }),
      action('c', {}, { dependsOn: [] }),
    ];
    const execution = start(planOf(steps), { replies: { a: ok(), b: failed('no_effect'), c: held(held()) } });
    await execution.play();
    expect(execution.undone()).toEqual([]);
    await execution.release('c', ok());
    expect(execution.undone()).toEqual(['c', 'a']);
  });
});

describe('cancel', () => {
  it('before anything ended undoes what was in flight and ends canceled', async () => {
    const execution = start(planOf([action('a'), action('b')]), { replies: { b: held() } });
    await execution.play();
    execution.interpreter().cancel();
    expect(await execution.play()).toEqual({ kind: 'canceled', compensated: ['b', 'a'] });
  });

  it('wakes what only waits', async () => {
    const execution = start(planOf([action('a'), sleeping('s', 1_000)]), { stopsTime: true });
    await execution.play();
    execution.interpreter().cancel();
    expect(await execution.play()).toEqual({ kind: 'canceled', compensated: ['a'] });
  });

  it('does not disturb the way back', async () => {
    const execution = start(planOf([action('a'), last]), { replies: { 'a~undo': held(failed('no_effect')) } });
    await execution.play();
    execution.interpreter().cancel();
    await execution.play();
    expect(await execution.release('a~undo', ok())).toMatchObject({ kind: 'failed', type: 'SagaCompensated' });
  });

  it('ends partially compensated when an undo was left', async () => {
    const execution = start(planOf([action('a'), action('b')]), {
      replies: { b: held(failed('no_effect')), 'a~undo': failed('unknown') },
    });
    await execution.play();
    execution.interpreter().cancel();
    await execution.play();
    execution.interpreter().decide('skip', { parkId: execution.parked()[0]?.parkId });
    expect(await execution.play()).toMatchObject({
      kind: 'failed',
      type: 'SagaPartiallyCompensated',
      notCompensated: ['a'],
    });
  });
});
