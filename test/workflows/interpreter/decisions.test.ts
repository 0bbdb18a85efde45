import { describe, expect, it } from 'vitest';
import { start } from './support/execution.ts';
import { action, expression, group, planOf, probeOf, READS, template, undoOf, UNKEYED } from './support/plans.ts';
import { failed, held, ok } from './support/world.ts';

describe('park and decisions', () => {
  const parking = (outcome: 'no_effect' | 'unknown', call = {}) =>
    start(
      planOf([action('a'), action('b', call, { onFailure: 'park' }), action('c')], {
        output: template('${{ steps.b.output }}'),
      }),
      {
        replies: { b: [failed(outcome), ok('late')] },
      },
    );

  it('retry sends again with a new key after a definite no_effect', async () => {
    const execution = parking('no_effect');
    await execution.play();
    expect(execution.interpreter().decide('retry', {})).toBeNull();
    expect(await execution.play()).toEqual({ kind: 'completed', output: 'late' });
    const [first, second] = execution.world.sent.filter(({ path }) => path === 'b');
    expect(second?.key).not.toBe(first?.key);
    expect([first?.epoch, second?.epoch]).toEqual([0, 1]);
  });

  it('retry sends again with the same key after an unknown outcome, and is undone once', async () => {
    const execution = start(planOf([action('b', {}, { onFailure: 'park' }), action('c')]), {
      replies: { b: [failed('unknown'), ok()], c: failed('no_effect') },
    });
    await execution.play();
    execution.interpreter().decide('retry', {});
    expect(await execution.play()).toMatchObject({ kind: 'failed', compensated: ['b'] });
    expect(execution.sent()).toEqual(['b', 'b', 'c', 'b~undo']);
    expect(execution.world.sent[0]?.key).toBe(execution.world.sent[1]?.key);
  });

  it('undoes a call that was unknown once, also when its repetition could not be sent', async () => {
    const execution = start(planOf([action('b', {}, { onFailure: 'park' })]), {
      replies: { b: [failed('unknown'), failed('no_effect')] },
    });
    await execution.play();
    execution.interpreter().decide('retry', {});
    await execution.play();
    execution.interpreter().decide('compensate', { parkId: execution.parked()[0]?.parkId });
    expect(await execution.play()).toMatchObject({ kind: 'failed', compensated: ['b'] });
  });

  it('does not offer a retry of an unkeyed effect that may have happened', async () => {
    const execution = parking('unknown', UNKEYED);
    await execution.play();
    expect(execution.parked()).toMatchObject([{ allowed: ['retry_with', 'resolve_unknown', 'skip', 'compensate'] }]);
    expect(execution.interpreter().decide('retry', {})).toMatch(/"retry" does not fit "b"/);
  });

  it('skip goes on with the given output', async () => {
    const execution = parking('no_effect');
    await execution.play();
    const parkId = execution.parked()[0]?.parkId;
    expect(execution.interpreter().decide('skip', { parkId, output: 'by hand', by: 'Ann' })).toBeNull();
    expect(await execution.play()).toEqual({ kind: 'completed', output: 'by hand' });
    expect(execution.world.events).toContainEqual(
      expect.objectContaining({ type: 'decided', verb: 'skip', by: 'Ann' }),
    );
  });

  it('compensate gives up and undoes', async () => {
    const execution = parking('no_effect');
    await execution.play();
    execution.interpreter().decide('compensate', { parkId: execution.parked()[0]?.parkId });
    expect(await execution.play()).toMatchObject({
      kind: 'failed',
      type: 'SagaCompensated',
      step: 'b',
      compensated: ['a'],
    });
  });

  it('a canceled execution does not stay parked', async () => {
    const execution = parking('unknown');
    await execution.play();
    execution.interpreter().cancel();
    expect(await execution.play()).toEqual({ kind: 'canceled', compensated: ['b', 'a'] });
  });

  it('a changed schema parks whatever the step says', async () => {
    const execution = start(planOf([action('a', {}, { onFailure: 'continue' })]), {
      replies: { a: failed('no_effect', 'SchemaChanged') },
    });
    await execution.play();
    expect(execution.parked()).toMatchObject([{ path: 'a' }]);
  });

  it('refuses what does not fit with a sentence that says what would', async () => {
    const steps = ['a', 'b'].map((name) => action(name, {}, { dependsOn: [], onFailure: 'park' }));
    const execution = start(planOf(steps), { reply: () => failed('no_effect') });
    const interpreter = execution.interpreter();
    expect(interpreter.refuseDecision('retry', {})).toMatch(/^Nothing is parked/);
    await execution.play();
    const [a, b] = execution.parked();
    expect(interpreter.refuseDecision('retry', {})).toMatch(/Several steps are parked/);
    expect(interpreter.refuseDecision('retry', { step: 'c' })).toMatch(/Parked now: "a"/);
    expect(interpreter.refuseDecision('skip', { step: 'a' })).toMatch(/needs the "parkId"/);
    expect(interpreter.refuseDecision('skip', { parkId: 'old#1' })).toMatch(/No park fits/);
    expect(interpreter.refuseDecision('skip', { parkId: a?.parkId, step: 'b' })).toMatch(/No park fits/);
    expect(interpreter.refuseDecision('skip', { parkId: b?.parkId })).toBeNull();
    expect(execution.interpreter().decide('retry', { step: 'a' })).toBeNull();
    expect(execution.interpreter().decide('retry', { step: 'a' })).toMatch(/No park fits/);
  });
});

describe('on_failure: continue', () => {
  it.each([['unknown'], ['effect_possible']] as const)(
    'undoes an effect that is %s before it goes on',
    async (outcome) => {
      const output = template({ a: '${{ steps.a.output }}', why: '${{ failures.a.type }}' });
      const execution = start(planOf([action('a', {}, { onFailure: 'continue' }), action('b')], { output }), {
        replies: { a: failed(outcome) },
      });
      expect(await execution.play()).toEqual({ kind: 'completed', output: { a: null, why: 'ToolFailed' } });
      expect(execution.sent()).toEqual(['a', 'a~undo', 'b']);
    },
  );

  it('undoes an unclear fallback too', async () => {
    const call = { fallback: { kind: 'call' as const, call: action('other').call } };
    const execution = start(planOf([action('a', call, { onFailure: 'continue' }), action('b')]), {
      replies: { a: failed('no_effect'), 'a~fallback': failed('unknown') },
    });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['a', 'a~fallback', 'a~fallback~undo', 'b']);
  });

  it('parks an unclear effect that nothing undoes, unless the author says why there is nothing', async () => {
    const run = (call: object) =>
      start(planOf([action('a', { compensation: null, ...call }, { onFailure: 'continue' })]), {
        replies: { a: failed('unknown') },
      });
    const execution = run({});
    await execution.play();
    expect(execution.parked()).toMatchObject([
      { path: 'a', allowed: ['retry', 'resolve_unknown', 'skip', 'compensate'] },
    ]);
    expect(await run({ noCompensationReason: 'a log line' }).play()).toMatchObject({ kind: 'completed' });
    expect(await run({ effect: false }).play()).toMatchObject({ kind: 'completed' });
  });

  it('an undo that is stuck does not hold up the way back of the others', async () => {
    const steps = [
      action('a', {}, { dependsOn: [], onFailure: 'continue' }),
      action('b', {}, { dependsOn: [] }),
      action('c', {}, { dependsOn: ['b'] }),
    ];
    const execution = start(planOf(steps), {
      replies: { a: failed('unknown'), 'a~undo': failed('unknown'), c: held() },
    });
    await execution.play();
    execution.interpreter().cancel();
    await execution.play();
    expect(execution.undone()).toContain('b');
    expect(execution.parked()).toMatchObject([{ path: 'a' }]);
    execution.interpreter().decide('skip', { parkId: execution.parked()[0]?.parkId });
    expect(await execution.play()).toMatchObject({ type: 'SagaPartiallyCompensated', notCompensated: ['a'] });
  });
});

describe('fallback', () => {
  it('gives a value after the last attempt, marked as a fallback', async () => {
    const call = { ...READS, fallback: { kind: 'value' as const, value: template({ none: true }) } };
    const execution = start(planOf([action('a', call)], { output: template('${{ steps.a.output }}') }), {
      replies: { a: failed('unknown') },
    });
    expect(await execution.play()).toEqual({ kind: 'completed', output: { none: true } });
    expect(execution.state().records['a']?.provenance).toBe('fallback');
  });

  it('of an effect is called only after no_effect, and is undone by its own compensation', async () => {
    const other = { ...action('other').call, compensation: undoOf('other') };
    const call = { fallback: { kind: 'call' as const, call: other } };
    const plan = planOf([action('a', call), action('b')]);
    const execution = start(plan, { replies: { a: failed('no_effect'), b: failed('no_effect') } });
    await execution.play();
    expect(execution.world.sent.map(({ tool }) => tool)).toEqual(['a', 'other', 'b', 'undo_other']);
    const unclear = start(plan, { replies: { a: failed('unknown') } });
    await unclear.play();
    expect(unclear.sent()).toEqual(['a', 'a~undo']);
  });

  it('that failed too is asked again together with the call, both with new keys', async () => {
    const call = { fallback: { kind: 'call' as const, call: action('other').call } };
    const execution = start(planOf([action('a', call, { onFailure: 'park' })]), {
      replies: { a: failed('no_effect'), 'a~fallback': [failed('no_effect'), ok()] },
    });
    await execution.play();
    execution.interpreter().decide('retry', {});
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(new Set(execution.world.sent.map(({ key }) => key)).size).toBe(4);
  });

  it('and cached outputs feed an effect only where it says so', async () => {
    const uses = { arguments: template({ id: '${{ steps.a.output }}' }) };
    const run = (call: object) =>
      start(planOf([action('a', READS), action('b', { ...uses, ...call })]), {
        replies: { a: ok(1, { provenance: 'cached' }) },
      });
    expect(await run({}).play()).toMatchObject({ kind: 'failed', step: 'b', cause: { type: 'DegradedInput' } });
    expect(await run({ acceptDegraded: true }).play()).toMatchObject({ kind: 'completed' });
    expect(await run(READS).play()).toMatchObject({ kind: 'completed' });
  });
});

describe('probe', () => {
  const undo = undoOf('a', { needsOutput: true, arguments: template({ id: '${{ output.id }}' }) });
  const probe = probeOf({ arguments: template({ key: '${{ key }}' }), result: template({ id: '${{ output.id }}' }) });

  it('that found it stands in for the answer, and freezes what undoes it', async () => {
    const plan = planOf([action('a', { probe, compensation: undo }), action('b')]);
    const execution = start(plan, {
      replies: { a: failed('unknown'), 'a~probe': ok({ found: true, id: 3 }), b: failed('no_effect') },
    });
    await execution.play();
    expect(execution.sent()).toEqual(['a', 'a~probe', 'b', 'a~undo']);
    expect(execution.world.sent[1]?.arguments).toEqual({ key: execution.world.sent[0]?.key });
    expect(execution.world.sent[3]?.arguments).toEqual({ id: 3 });
  });

  it('that did not find it leads to a clean retry with the same key', async () => {
    const execution = start(planOf([action('a', { probe, ...UNKEYED })]), {
      replies: { a: [failed('unknown'), ok()], 'a~probe': ok({ found: false }) },
    });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['a', 'a~probe', 'a']);
    expect(execution.world.sent[2]?.key).toBe(execution.world.sent[0]?.key);
  });

  it('that never finds it ends as no_effect after as many attempts as the step has', async () => {
    const execution = start(planOf([action('a', { probe })]), {
      replies: { a: failed('unknown'), 'a~probe': ok({ found: false }) },
    });
    expect(await execution.play()).toMatchObject({ kind: 'failed', compensated: [] });
    expect(execution.sent().filter((name) => name === 'a')).toHaveLength(3);
  });

  it.each([
    ['fails', failed('no_effect')],
    ['gives no bool', ok({ found: 'maybe' })],
  ])('that %s leaves the outcome unknown', async (_, reply) => {
    const execution = start(planOf([action('a', { probe })]), { replies: { a: failed('unknown'), 'a~probe': reply } });
    expect(await execution.play()).toMatchObject({ kind: 'failed', compensated: ['a'] });
  });

  it('is asked after a cancel too, because the way back needs to know, and nothing is sent again', async () => {
    const execution = start(planOf([action('a', { probe })]), {
      replies: { a: held(), 'a~probe': ok({ found: false }) },
    });
    await execution.play();
    execution.interpreter().cancel();
    expect(await execution.play()).toEqual({ kind: 'canceled', compensated: [] });
    expect(execution.sent()).toEqual(['a', 'a~probe']);
  });

  it('reads only what it is given', async () => {
    const odd = probeOf({ happened: expression('output.missing.deeper') });
    const execution = start(planOf([group('g', [action('a', { probe: odd })])]), { replies: { a: failed('unknown') } });
    expect(await execution.play()).toMatchObject({ kind: 'failed', compensated: ['a'] });
  });
});
