import { describe, expect, it } from 'vitest';
import { start } from './support/execution.ts';
import { action, approval, each, planOf, sleeping, template, waitFor } from './support/plans.ts';
import { held, ok } from './support/world.ts';

describe('approval', () => {
  const form = { type: 'object', required: ['limit'] };
  const run = (over = {}) =>
    start(planOf([action('a'), approval('ask', over)], { output: template('${{ steps.ask.output }}') }), {
      stopsTime: true,
    });

  it('goes on with who approved and what was filled in', async () => {
    const execution = run({ form, approvers: template(['ann', 'bob']) });
    await execution.play();
    const interpreter = execution.interpreter();
    expect(interpreter.refuseAnswer('approve', { by: 'eve', form: { limit: 1 } })).toMatch(/not among the approvers/);
    expect(interpreter.refuseAnswer('approve', { by: 'ann' })).toMatch(/does not fit: \/limit is missing/);
    expect(interpreter.refuseAnswer('approve', { step: 'other' })).toMatch(/No approval "other" waits here/);
    expect(interpreter.answer('approve', { by: 'ann', form: { limit: 1 } })).toBeNull();
    expect(interpreter.answer('reject', { by: 'ann' })).toMatch(/No approval waits/);
    const output = { approved: true, by: 'ann', form: { limit: 1 }, at: '2030-01-01T00:00:00.000Z' };
    expect(await execution.play()).toEqual({ kind: 'completed', output });
  });

  it('rejected fails, and undoes what came before', async () => {
    const execution = run();
    await execution.play();
    expect(execution.interpreter().answer('reject', { by: 'bob', reason: 'too dear' })).toBeNull();
    const cause = { type: 'ApprovalRejected', message: 'Rejected by bob: too dear' };
    expect(await execution.play()).toMatchObject({ kind: 'failed', cause, compensated: ['a'] });
  });

  it('rejected goes on where the step says so', async () => {
    const execution = run({ onReject: 'continue' });
    await execution.play();
    execution.interpreter().answer('reject', {});
    expect(await execution.play()).toMatchObject({ kind: 'completed', output: { approved: false, by: null } });
  });

  it.each([
    ['fail', { kind: 'failed', cause: { type: 'ApprovalTimedOut' } }],
    ['continue', { kind: 'completed', output: { approved: false, by: null, at: null, form: null } }],
  ] as const)('that nobody answers in time: %s', async (onTimeout, ending) => {
    const execution = run({ timeoutMs: 60_000, onTimeout });
    await execution.play();
    expect(execution.world.timers).toMatchObject([{ label: 'ask' }]);
    execution.world.timers[0]?.fire();
    expect(await execution.play()).toMatchObject(ending);
  });

  it('of several iterations needs the path', async () => {
    const plan = planOf([approval('ask', { forEach: each([1, 2]) })], {
      output: template('${{ steps.ask.output[1].by }}'),
    });
    const execution = start(plan);
    await execution.play();
    const interpreter = execution.interpreter();
    expect(interpreter.answer('approve', { step: 'ask' })).toMatch(/Several approvals wait/);
    expect(interpreter.answer('approve', { step: 'ask[1]', by: 'bob' })).toBeNull();
    expect(interpreter.answer('approve', { by: 'ann' })).toBeNull();
    expect(await execution.play()).toEqual({ kind: 'completed', output: 'bob' });
  });
});

describe('wait_for', () => {
  const two = planOf([action('a'), waitFor('first', 'paid'), waitFor('second', 'paid')], {
    output: template(['${{ steps.first.output }}', '${{ steps.second.output }}']),
  });

  it('takes signals that came early, first in first out, each once', async () => {
    const execution = start(two, { replies: { a: held() } });
    execution.interpreter().signal('paid', 1);
    await execution.play();
    execution.interpreter().signal('paid', 2);
    execution.interpreter().signal('other', 3);
    expect(await execution.release('a', ok())).toEqual({ kind: 'completed', output: [1, 2] });
    expect(execution.state().signals['other']).toEqual([3]);
  });

  it('gives one signal to one of two steps that wait for it at the same time', async () => {
    const steps = ['x', 'y'].map((name) => waitFor(name, 'paid', { dependsOn: [] }));
    const output = template(['${{ steps.x.output }}', '${{ steps.y.output }}']);
    const execution = start(planOf(steps, { output }));
    await execution.play();
    execution.interpreter().signal('paid', 1);
    expect(await execution.play()).toBeNull();
    execution.interpreter().signal('paid', 2);
    expect(await execution.play()).toEqual({ kind: 'completed', output: [1, 2] });
  });

  it('drops what does not fit its schema, and says so', async () => {
    const execution = start(
      planOf([waitFor('w', 'paid', { schema: { type: 'number' } })], { output: template('${{ steps.w.output }}') }),
    );
    execution.interpreter().signal('paid', 'early');
    await execution.play();
    execution.interpreter().signal('paid', 'late');
    execution.interpreter().signal('paid', 3);
    expect(await execution.play()).toEqual({ kind: 'completed', output: 3 });
    expect(execution.world.events.filter(({ type }) => type === 'notice')).toHaveLength(2);
  });

  it.each([
    ['fail', { kind: 'failed', cause: { type: 'SignalTimedOut' } }],
    ['continue', { kind: 'completed', output: null }],
  ] as const)('that nobody signals in time: %s', async (onTimeout, ending) => {
    const plan = planOf([waitFor('w', 'paid', { timeoutMs: 5_000, onTimeout })], {
      output: template('${{ steps.w.output }}'),
    });
    expect(await start(plan).play()).toMatchObject(ending);
  });
});

describe('deadline', () => {
  it('before the pivot leads back', async () => {
    const execution = start(planOf([action('a'), sleeping('s', 10_000)], { deadlineMs: 5_000 }));
    expect(await execution.play()).toMatchObject({
      kind: 'failed',
      cause: { type: 'DeadlineExceeded' },
      compensated: ['a'],
    });
  });

  it('after the pivot is only shown', async () => {
    const execution = start(planOf([action('p', {}, { pivot: true }), sleeping('s', 10_000)], { deadlineMs: 5_000 }));
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    expect(execution.world.events).toContainEqual(expect.objectContaining({ type: 'notice' }));
  });

  it('that is met leaves no timer behind', async () => {
    const execution = start(planOf([action('a')], { deadlineMs: 5_000 }));
    await execution.play();
    expect(execution.world.timers).toEqual([]);
  });
});
