import { describe, expect, it } from 'vitest';
import type { Step } from '../../../plan/plan.ts';
import { start, type Execution } from './support/execution.ts';
import { call, keyOf, pastOf } from './support/pasts.ts';
import { action, failing, planOf, tools } from './support/plans.ts';
import { failed, held, ok, type Reply } from './support/world.ts';

// What a reset cuts off in the middle: a call under way, a park that was decided in the run that it copies.

describe('after a reset, a fallback that was under way at its point', () => {
  /** The history is long when b ends, so a new run begins with the step that the fallback belongs to. */
  async function cutOff(onFailure: Step['onFailure'], again: { a: Reply; fallback: Reply }): Promise<Execution> {
    let isLong = false;
    const fallback = { kind: 'call' as const, call: action('other').call };
    const a = action('a', { fallback }, { dependsOn: [], onFailure });
    const plan = planOf([a, action('b', {}, { dependsOn: [] }), action('c', {}, { dependsOn: ['b'] })]);
    const execution = start(plan, {
      pasts: [null, null, null, pastOf(call('a', { outcome: 'no_effect' }), call('a~fallback'))],
      replies: { a: [failed('no_effect'), again.a], 'a~fallback': [held(), again.fallback], b: held() },
      isLong: () => isLong,
    });
    await execution.play();
    isLong = true;
    await execution.release('b', ok());
    isLong = false;
    await execution.release('a~fallback', failed('unknown', 'InterruptedByReset'));
    const parkId = execution.parked()[0]?.parkId;
    if (parkId !== undefined) execution.interpreter().decide('skip', { parkId });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.runs()).toBe(2);
    return execution;
  }
  const ofA = (execution: Execution): string[] =>
    execution.world.sent.filter(({ path }) => path.startsWith('a')).map(({ name, epoch }) => `${name}@${epoch}`);

  it('is undone when the call that it stood in for goes well now', async () => {
    const execution = await cutOff('compensate', { a: ok(), fallback: ok() });
    expect(ofA(execution)).toEqual(['a@0', 'a~fallback@0', 'a@1', 'a~fallback~undo@0']);
  });

  it('is undone when a person goes on without the call that it stood in for', async () => {
    const execution = await cutOff('park', { a: failed('unknown'), fallback: ok() });
    expect(ofA(execution)).toEqual(['a@0', 'a~fallback@0', 'a@1', 'a~fallback~undo@0']);
  });

  it('stays when it is asked again', async () => {
    const execution = await cutOff('compensate', { a: failed('no_effect'), fallback: ok() });
    expect(ofA(execution)).toEqual(['a@0', 'a~fallback@0', 'a@1', 'a~fallback@0']);
  });

  it('stays when a person goes on without it', async () => {
    const execution = await cutOff('park', { a: failed('no_effect'), fallback: failed('unknown') });
    expect(ofA(execution)).toEqual(['a@0', 'a~fallback@0', 'a@1', 'a~fallback@0']);
  });
});

describe('after a reset, "it did not happen", said again of a park from before its point', () => {
  it('says nothing of what the other run sent under that key afterwards', async () => {
    const plan = planOf([
      tools('a', { one: {} }, { dependsOn: [], onFailure: 'park' }),
      action('b', {}, { dependsOn: [] }),
    ]);
    const execution = start(plan, {
      pasts: [null, null, null, pastOf(call('a.one'), call('b', { outcome: 'unknown' }))],
      replies: { 'a.one': failed('effect_possible'), b: [held(), ok()] },
    });
    await execution.play();
    const [park] = execution.parked();
    // The first workflow task after the reset: the interrupted call ends, and the messages from after the point come again.
    await execution.release('b', failed('unknown', 'InterruptedByReset'));
    execution.interpreter().decide('resolve_unknown', { parkId: park?.parkId, happened: false, evidence: 'books' });
    execution.interpreter().cancel();
    expect(await execution.play()).toMatchObject({ kind: 'canceled', compensated: ['b', 'a.one'] });
    expect(execution.undone()).toEqual(['b', 'a.one']);
  });
});

describe('after a reset, a compensation that the copied history saw refused', () => {
  it('goes on under the key that another run has left unclear, so that nothing is undone twice', async () => {
    const steps = [
      action('a', {}, { dependsOn: [] }),
      action('b', {}, { dependsOn: [] }),
      failing('end', 'Ended', 'no', { dependsOn: ['a', 'b'] }),
    ];
    const past = pastOf(call('a', { undone: 'unclear', undoEpoch: 1 }), call('b', { undone: 'unclear' }));
    const execution = start(planOf(steps, { maxParallelCompensations: 2 }), {
      pasts: [null, null, null, null, null, past],
      replies: { 'a~undo': [failed('no_effect'), ok()], 'b~undo': [held(), ok()] },
    });
    await execution.play();
    await execution.release('b~undo', failed('unknown', 'InterruptedByReset'));
    execution.interpreter().decide('retry', { parkId: execution.parked()[0]?.parkId });
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', compensated: ['b', 'a'] });
    const keys = execution.world.sent.filter(({ name }) => name === 'a~undo').map(({ key }) => key);
    expect(keys).toEqual([keyOf('a', '0.0', 'compensation'), keyOf('a', '0.1', 'compensation')]);
  });
});
