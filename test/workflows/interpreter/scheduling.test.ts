import { describe, expect, it } from 'vitest';
import { start } from './support/execution.ts';
import { action, each, expression, failing, group, planOf, READS, resource, template, tools } from './support/plans.ts';
import { failed, held, ok } from './support/world.ts';

describe('order', () => {
  it('starts a step the moment what it depends on has ended, whatever else is still under way', async () => {
    const steps = [
      action('slow', {}, { dependsOn: [] }),
      action('quick', {}, { dependsOn: [] }),
      action('after_quick', {}, { dependsOn: ['quick'] }),
      action('after_both', {}, { dependsOn: ['slow', 'after_quick'] }),
    ];
    const execution = start(planOf(steps), { replies: { slow: held() } });
    await execution.play();
    expect(execution.sent()).toEqual(['slow', 'quick', 'after_quick']);
    expect(await execution.release('slow', ok())).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['slow', 'quick', 'after_quick', 'after_both']);
  });

  it('gives outputs to later steps and to the output of the execution', async () => {
    const read = { arguments: template({ id: '${{ steps.a.output.id }}', by: '${{ input.who }}' }) };
    const plan = planOf([action('a'), action('b', read)], { output: template({ all: '${{ steps.b.output }}' }) });
    const execution = start(plan, { replies: { a: ok({ id: 7 }), b: ok('done') } }, { who: 'Ann' });
    expect(await execution.play()).toEqual({ kind: 'completed', output: { all: 'done' } });
    expect(execution.world.sent[1]?.arguments).toEqual({ id: 7, by: 'Ann' });
  });

  it('keeps of a result what the projection says', async () => {
    const plan = planOf([action('a', { output: template('${{ output.id }}') })], {
      output: template('${{ steps.a.output }}'),
    });
    const execution = start(plan, { replies: { a: ok({ id: 7, rest: 'long' }) } });
    expect(await execution.play()).toEqual({ kind: 'completed', output: 7 });
  });

  it('skips a step whose `when` is false, but not its dependants', async () => {
    const plan = planOf([action('a', {}, { when: 'input.wanted' }), action('b')], {
      output: template({ a: '${{ steps.a.output }}' }),
    });
    const execution = start(plan, {}, { wanted: false });
    expect(await execution.play()).toEqual({ kind: 'completed', output: { a: null } });
    expect(execution.sent()).toEqual(['b']);
    expect(execution.state().records['a']?.status).toBe('skipped');
  });

  it('fails a step whose `when` is no bool, before anything is sent', async () => {
    const execution = start(planOf([action('a', {}, { when: '"yes"' })]));
    expect(await execution.play()).toMatchObject({ kind: 'failed', step: 'a', cause: { type: 'ExpressionFailed' } });
    expect(execution.sent()).toEqual([]);
  });

  it('runs steps and signals that are called like parts of an object', async () => {
    const execution = start(planOf([action('constructor')]));
    execution.interpreter().signal('toString', 1);
    execution.interpreter().signal('__proto__', 1);
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['constructor']);
  });

  it('percent-encodes what an expression puts into a resource URI', async () => {
    const uri = [
      { kind: 'literal' as const, text: 'files://a/' },
      { kind: 'expression' as const, expression: expression('input.name') },
    ];
    const execution = start(planOf([resource('r', uri)]), {}, { name: '../x?y' });
    await execution.play();
    expect(execution.world.sent[0]?.tool).toBe('files://a/..%2Fx%3Fy');
  });
});

describe('for_each', () => {
  it('keeps at most max_concurrency iterations in flight, and gives outputs in item order', async () => {
    const step = action(
      'a',
      { arguments: template({ n: '${{ item }}', at: '${{ index }}' }) },
      { forEach: each(['x', 'y', 'z'], 2) },
    );
    const plan = planOf([step], { output: template('${{ steps.a.output }}') });
    const execution = start(plan, { replies: { 'a[0]': held(), 'a[1]': held(), 'a[2]': held() } });
    await execution.play();
    expect(execution.sent()).toEqual(['a[0]', 'a[1]']);
    await execution.release('a[1]', ok('second'));
    expect(execution.sent()).toEqual(['a[0]', 'a[1]', 'a[2]']);
    await execution.release('a[2]', ok('third'));
    expect(await execution.release('a[0]', ok('first'))).toEqual({
      kind: 'completed',
      output: ['first', 'second', 'third'],
    });
    expect(execution.world.sent[2]?.arguments).toEqual({ n: 'z', at: 2 });
  });

  it('with on_failure: continue leaves null in the place of a failed item and says why in failures', async () => {
    const step = action('a', READS, { forEach: each([1, 2, 3], 1), onFailure: 'continue' });
    const output = template({
      all: '${{ steps.a.output }}',
      second: '${{ failures.a[1].type }}',
      first: '${{ failures.a[0] }}',
    });
    const execution = start(planOf([step], { output }), {
      reply: ({ length }) => ok(length),
      replies: { 'a[1]': failed('no_effect') },
    });
    expect(await execution.play()).toEqual({
      kind: 'completed',
      output: { all: [4, null, 4], second: 'ToolFailed', first: null },
    });
  });

  it('takes no further item after a failure, and undoes the items that are done', async () => {
    const step = action('a', {}, { forEach: each([1, 2, 3, 4], 1) });
    const execution = start(planOf([step]), { replies: { 'a[2]': failed('no_effect') } });
    expect(await execution.play()).toMatchObject({ kind: 'failed', step: 'a[2]', compensated: ['a[1]', 'a[0]'] });
    expect(execution.sent()).toEqual(['a[0]', 'a[1]', 'a[2]', 'a[1]~undo', 'a[0]~undo']);
  });

  it('repeats nothing for an empty list', async () => {
    const plan = planOf([action('a', {}, { forEach: each([]) })], { output: template('${{ steps.a.output }}') });
    expect(await start(plan).play()).toEqual({ kind: 'completed', output: [] });
  });

  it('fails when it is given no list', async () => {
    const execution = start(planOf([action('a', {}, { forEach: each('${{ input.n }}') })]), {}, { n: 3 });
    expect(await execution.play()).toMatchObject({ kind: 'failed', cause: { type: 'ExpressionFailed' } });
  });
});

describe('groups', () => {
  it('shows inner steps what is upstream of the group, and the outside only its output', async () => {
    const inner = action('b', { arguments: template({ id: '${{ steps.a.output }}', item: '${{ item }}' }) });
    const steps = [
      action('a'),
      group('g', [inner], { forEach: each(['x']), output: template({ made: '${{ steps.b.output }}' }) }),
    ];
    const output = template({ g: '${{ steps.g.output }}' });
    const execution = start(planOf(steps, { output }), { replies: { a: ok(1), 'b[0]': ok(2) } });
    expect(await execution.play()).toEqual({ kind: 'completed', output: { g: [{ made: 2 }] } });
    expect(execution.world.sent[1]).toMatchObject({ path: 'b[0]', arguments: { id: 1, item: 'x' } });
    const hidden = start(planOf(steps, { output: template('${{ steps.b.output }}') }));
    expect(await hidden.play()).toEqual({ kind: 'completed', output: null });
    expect(hidden.world.events).toContainEqual(expect.objectContaining({ type: 'notice', notice: 'OutputLost' }));
  });

  it('with on_failure: continue undoes what was done inside, newest first, and goes on', async () => {
    const steps = [
      action('before'),
      group('g', [action('b'), action('c'), action('d')], { onFailure: 'continue' }),
      action('after'),
    ];
    const output = template({ g: '${{ steps.g.output }}', why: '${{ failures.g.type }}' });
    const execution = start(planOf(steps, { output }), { replies: { d: failed('unknown') } });
    expect(await execution.play()).toEqual({ kind: 'completed', output: { g: null, why: 'ToolFailed' } });
    expect(execution.sent()).toEqual(['before', 'b', 'c', 'd', 'd~undo', 'c~undo', 'b~undo', 'after']);
  });

  it('undoes a continued group also when only its output cannot be made', async () => {
    const broken = group('g', [action('b')], { onFailure: 'continue', output: template('${{ 1 / 0 }}') });
    const execution = start(planOf([broken, action('after')]));
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['b', 'b~undo', 'after']);
  });

  it('does not undo a continued group a second time when the execution goes back later', async () => {
    const steps = [
      group('g', [action('b'), failing('stop', 'Stopped', 'no')], { onFailure: 'continue' }),
      failing('end', 'Ended', 'no'),
    ];
    const execution = start(planOf(steps));
    expect(await execution.play()).toMatchObject({ kind: 'failed', step: 'end', compensated: ['b'] });
    expect(execution.undone()).toEqual(['b']);
  });

  it('lets a failure in a continued group stop only that group', async () => {
    const steps = [
      group('g', [action('b', {}, { dependsOn: [] }), action('c', {}, { dependsOn: [] })], {
        dependsOn: [],
        onFailure: 'continue',
      }),
      action('beside', {}, { dependsOn: [] }),
    ];
    const execution = start(planOf(steps), { replies: { b: failed('no_effect'), c: held(), beside: held() } });
    await execution.play();
    expect(execution.undone()).toEqual(['c']);
    expect(await execution.release('beside', ok())).toMatchObject({ kind: 'completed' });
  });

  it('lets the group around it go back with a failure that no group keeps', async () => {
    const steps = [action('a'), group('g', [action('b'), action('c')])];
    const execution = start(planOf(steps), { replies: { c: failed('effect_possible') } });
    expect(await execution.play()).toMatchObject({
      kind: 'failed',
      type: 'SagaCompensated',
      step: 'c',
      compensated: ['c', 'b', 'a'],
    });
  });
});

describe('tools', () => {
  it('shows each call the outputs of those before it, and gives its output by tool name', async () => {
    const second = { arguments: template({ id: '${{ steps.t.output.one.id }}' }) };
    const plan = planOf([tools('t', { one: {}, two: second })], { output: template('${{ steps.t.output }}') });
    const execution = start(plan, { replies: { 't.one': ok({ id: 5 }), 't.two': ok(2) } });
    expect(await execution.play()).toEqual({ kind: 'completed', output: { one: { id: 5 }, two: 2 } });
    expect(execution.world.sent[1]?.arguments).toEqual({ id: 5 });
  });

  it('after a park repeats only the tool that failed', async () => {
    const plan = planOf([tools('t', { one: {}, two: {}, three: {} }, { onFailure: 'park' })]);
    const execution = start(plan, { replies: { 't.two': [failed('no_effect'), ok()] } });
    await execution.play();
    expect(execution.interpreter().decide('retry', {})).toBeNull();
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.sent()).toEqual(['t.one', 't.two', 't.two', 't.three']);
  });
});
