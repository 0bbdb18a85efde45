import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../plan/hash/canonical-json.ts';
import { sha256Hex } from '../../../plan/hash/sha256.ts';
import { start } from './support/execution.ts';
import { call, keyOf, pastOf } from './support/pasts.ts';
import { action, failing, group, planOf, sleeping, template, tools, undoOf, UNKEYED } from './support/plans.ts';
import { failed, held, ok } from './support/world.ts';

// The scripted world answers the copied history with what the older run saw; `pasts` says when it is over: null as long as it is not.

describe('after a reset, effects that another run has undone', () => {
  const abc = planOf([action('a'), action('b'), action('c')]);

  it('are done again under a new epoch before the next effect is sent', async () => {
    const execution = start(abc, { pasts: [null, pastOf(call('a', { undone: 'done' }))] });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['a', 'a', 'b', 'c']);
    expect(execution.world.sent.map(({ epoch }) => epoch)).toEqual([0, 1, 0, 0]);
    expect(execution.undone()).toEqual([]);
  });

  it('are done again when nothing else was left to do', async () => {
    const execution = start(abc, { pasts: [null, null, null, pastOf(call('b', { undone: 'done' }))] });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    // c came after b and may rest on it: it is undone and done again.
    expect(execution.world.sent.map(({ name, epoch }) => `${name}@${epoch}`)).toEqual([
      'a@0',
      'b@0',
      'c@0',
      'c~undo@0',
      'b@1',
      'c@1',
    ]);
  });

  it('are not undone a second time on the way back', async () => {
    const plan = planOf([action('a'), action('b'), failing('end', 'Ended', 'no')]);
    const execution = start(plan, { pasts: [null, null, null, pastOf(call('a', { undone: 'done' }))] });
    await execution.play();
    expect(execution.undone()).toEqual(['b']);
    expect(execution.ending()).toMatchObject({ type: 'SagaCompensated', compensated: ['b', 'a'] });
  });

  it('are undone for certain, under the same key, when the other run could not say', async () => {
    const execution = start(abc, { pasts: [null, pastOf(call('a', { undone: 'unclear', undoEpoch: 2 }))] });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    const [first, undo, again] = execution.world.sent;
    expect(undo).toMatchObject({ name: 'a~undo', key: keyOf('a', '0.2', 'compensation') });
    expect([first?.epoch, again?.epoch]).toEqual([0, 1]);
  });

  it('wait for a person where the definition says so', async () => {
    const plan = { ...abc, onReset: 'park' as const };
    const execution = start(plan, { pasts: [null, pastOf(call('a', { undone: 'done' }))] });
    expect(await execution.play()).toBeNull();
    const [park] = execution.parked();
    expect(park).toMatchObject({ path: 'a', allowed: ['resume', 'compensate'] });
    execution.interpreter().decide('resume', { parkId: park?.parkId ?? '' });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['a', 'a', 'b', 'c']);
  });

  it('lead back to the start of the way when the person says compensate', async () => {
    const plan = { ...abc, onReset: 'park' as const };
    const execution = start(plan, { pasts: [null, null, pastOf(call('a', { undone: 'done' }))] });
    await execution.play();
    const [park] = execution.parked();
    execution.interpreter().decide('compensate', { parkId: park?.parkId ?? '' });
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', cause: { type: 'StaleEffects' } });
    expect(execution.undone()).toEqual(['b']);
  });

  it('inside a loop make the whole loop run again, and what was not undone there is undone first', async () => {
    const plan = planOf([
      action('a', {}, { forEach: { items: template([1, 2]), as: 'item', maxConcurrency: 1 } }),
      action('b'),
    ]);
    const execution = start(plan, { pasts: [null, null, pastOf(call('a[1]', { undone: 'done' }))] });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['a[0]', 'a[1]', 'a[0]~undo', 'a[0]', 'a[1]', 'b']);
    expect(execution.world.sent.slice(3, 5).map(({ epoch }) => epoch)).toEqual([1, 1]);
  });

  it('do not ask people again for what they have answered, and do not wait again', async () => {
    const plan = planOf([action('a'), sleeping('pause', 1_000), action('b')]);
    const execution = start(plan, { pasts: [null, pastOf(call('a', { undone: 'done' }))] });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['a', 'a', 'b']);
    expect(execution.world.events.filter(({ type }) => type === 'step_waiting')).toHaveLength(1);
  });

  it('let calls that were under way come to their end first', async () => {
    const plan = planOf([
      action('a', {}, { dependsOn: [] }),
      action('slow', {}, { dependsOn: [] }),
      action('b', {}, { dependsOn: ['a'] }),
    ]);
    const execution = start(plan, {
      pasts: [null, null, pastOf(call('a', { undone: 'done' }))],
      replies: { slow: held() },
    });
    expect(await execution.play()).toBeNull();
    expect(execution.sent()).toEqual(['a', 'slow']);
    await execution.release('slow', ok());
    expect(execution.ending()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['a', 'slow', 'a', 'b']);
  });
});

describe('after a reset, keys', () => {
  it('that another run has used up are not used again', async () => {
    const past = pastOf(call('b', { undone: 'done' }), call('b', { epoch: 1, outcome: 'no_effect' }));
    const execution = start(planOf([action('a'), action('b')]), { pasts: [null, past] });
    await execution.play();
    expect(execution.world.sent.map(({ name, epoch }) => `${name}@${epoch}`)).toEqual(['a@0', 'b@2']);
  });

  it('of effects that are in force are sent again, so that the tool answers from its memory', async () => {
    const execution = start(planOf([action('a'), action('b')]), { pasts: [null, pastOf(call('b'))] });
    await execution.play();
    expect(execution.world.sent.map(({ name, key }) => [name, key])[1]).toEqual(['b', keyOf('b', 0)]);
  });

  it('of what another run left perhaps undone are undone for certain before the next epoch is sent', async () => {
    const execution = start(planOf([action('a'), action('b')]), {
      pasts: [null, pastOf(call('b', { undone: 'unclear' }))],
    });
    await execution.play();
    expect(execution.sent()).toEqual(['a', 'b~undo', 'b']);
    expect(execution.world.sent[2]?.epoch).toBe(1);
  });

  it('that a tool does not know are not sent a second time: a person decides', async () => {
    const plan = planOf([action('a'), action('b', UNKEYED)]);
    const execution = start(plan, { pasts: [null, pastOf(call('b', { repeatable: false, outcome: 'unknown' }))] });
    expect(await execution.play()).toBeNull();
    expect(execution.sent()).toEqual(['a']);
    expect(execution.parked()[0]?.message).toContain('SentBeforeReset');
  });

  it('that are answered with something else than before park', async () => {
    const answer = sha256Hex(canonicalJson({ id: 1 }));
    const execution = start(planOf([action('a')]), {
      pasts: [pastOf(call('a', { answer }))],
      replies: { a: ok({ id: 2 }) },
    });
    expect(await execution.play()).toBeNull();
    expect(execution.parked()[0]?.message).toContain('ContractViolated');
  });
});

describe('after a reset', () => {
  it('effects of another run that this one does not repeat are undone before it completes', async () => {
    const plan = planOf([action('a'), action('b', {}, { when: 'false' })]);
    const execution = start(plan, { pasts: [null, pastOf(call('a'), call('b'))] });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['a', 'b~undo']);
  });

  it('effects of another run are undone with this one’s own, in order', async () => {
    const undo = undoOf('c', { needsOutput: true, arguments: template({ id: '${{ output.id }}' }) });
    const plan = planOf([action('a'), action('b'), action('c', { compensation: undo })]);
    const past = pastOf(call('a'), call('c', { frozen: { id: 7 } }));
    const execution = start(plan, { pasts: [null, past], replies: { b: failed('no_effect') } });
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', compensated: ['c', 'a'] });
    expect(execution.undone()).toEqual(['c', 'a']);
    expect(execution.world.sent.find(({ name }) => name === 'c~undo')?.arguments).toEqual({ id: 7 });
  });

  it('an effect that another run has seen, and this one could not ask about again, is undone by what was frozen there', async () => {
    const compensation = undoOf('b', {
      needsOutput: true,
      arguments: template({ id: '${{ output.id }}' }),
      withoutOutput: template({ ref: 'mine' }),
    });
    const plan = planOf([action('a'), action('b', { compensation })]);
    const past = pastOf(call('b', { intent: { frozen: null, withoutOutput: { ref: 'mine' } }, frozen: { id: 7 } }));
    const execution = start(plan, { pasts: [null, past], replies: { b: failed('no_effect', 'ServerUnavailable') } });
    expect(await execution.play()).toMatchObject({ type: 'SagaCompensated', compensated: ['b', 'a'] });
    expect(execution.world.sent.find(({ name }) => name === 'b~undo')?.arguments).toEqual({ id: 7 });
  });

  it('calls that were under way at its point are sent again under the same key', async () => {
    const execution = start(planOf([action('a'), action('b')]), {
      pasts: [null, null, pastOf(call('a'), call('b', { outcome: 'unknown' }))],
      replies: { b: [failed('unknown', 'InterruptedByReset'), ok()] },
    });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    const [, first, second] = execution.world.sent;
    expect([first?.key, second?.key]).toEqual([keyOf('b', 0), keyOf('b', 0)]);
  });

  it('a point of no return that another run has passed holds here too', async () => {
    const plan = planOf([action('a'), action('b', {}, { pivot: true }), action('c')]);
    const execution = start(plan, { pasts: [null, pastOf(call('b'))], replies: { b: failed('unknown') } });
    expect(await execution.play()).toBeNull();
    expect(execution.undone()).toEqual([]);
    expect(execution.parked()).toHaveLength(1);
  });

  it('with a history that is gone a person decides', async () => {
    const execution = start(planOf([action('a'), action('b')]), { pasts: [null, 'unreadable'] });
    expect(await execution.play()).toBeNull();
    const [park] = execution.parked();
    expect(park).toMatchObject({ path: 'reset', allowed: ['resume', 'compensate'] });
    execution.interpreter().decide('resume', { parkId: park?.parkId ?? '' });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['a', 'b']);
  });

  it('what it knows, and what is still to be done again, goes with it into a new run', async () => {
    const plan = planOf([group('g', [tools('a', { x: {}, y: {} })]), action('b')]);
    const execution = start(plan, {
      pasts: [null, null, pastOf(call('a.x', { undone: 'done' }))],
      isLong: (asked) => asked === 6,
    });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.runs()).toBe(2);
    expect(
      execution.world.sent
        .filter(({ direction }) => direction === 'forward')
        .map(({ epoch }) => epoch)
        .slice(2),
    ).toEqual([1, 1, 0]);
  });
});

describe('after a reset, effects that this version of the definition has no step for', () => {
  const ab = planOf([action('a'), action('b')]);
  const removed = () => pastOf(call('removed'));

  it('stop the way before anything is sent, until a person says that they stay', async () => {
    const execution = start(ab, { pasts: [removed()] });
    expect(await execution.play()).toBeNull();
    const [park] = execution.parked();
    expect(park).toMatchObject({ path: 'removed', direction: 'forward', allowed: ['resume', 'compensate'] });
    expect(park?.message).toContain('removed (ok, key ');
    expect(execution.sent()).toEqual([]);
    execution.interpreter().decide('resume', { parkId: park?.parkId ?? '' });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['a', 'b']);
  });

  it('are named on the way back, when all that can be undone is, and by the ending', async () => {
    const plan = planOf([action('a'), failing('end', 'Ended', 'no')]);
    const execution = start(plan, { pasts: [null, removed()] });
    await execution.play();
    const [forward] = execution.parked();
    execution.interpreter().decide('compensate', { parkId: forward?.parkId ?? '' });
    expect(await execution.play()).toBeNull();
    expect(execution.undone()).toEqual(['a']);
    const back = execution.parked().at(-1);
    expect(back).toMatchObject({ path: 'removed', direction: 'compensation', allowed: ['mark_compensated', 'skip'] });
    execution.interpreter().decide('mark_compensated', { parkId: back?.parkId ?? '', evidence: 'refunded' });
    expect(await execution.play()).toMatchObject({
      type: 'SagaPartiallyCompensated',
      compensated: ['a'],
      notCompensated: ['removed'],
    });
  });

  it('are nothing to ask about when they did nothing, or are undone', async () => {
    const past = pastOf(call('refused', { outcome: 'no_effect' }), call('gone', { undone: 'done' }));
    const execution = start(ab, { pasts: [past] });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.parked()).toEqual([]);
  });

  it('are not asked about by an execution that passed there before they were', async () => {
    const execution = start(ab, { pasts: [removed()], isPatched: false });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
  });
});
