import { describe, expect, it } from 'vitest';
import { start } from './support/execution.ts';
import { action, approval, child, failing, planOf, sleeping, template } from './support/plans.ts';
import { failed, ok } from './support/world.ts';

describe('children, sleeps, failures', () => {
  const inner = planOf([action('x'), action('y')], { name: 'inner' });

  it('gives a child its input and takes its output', async () => {
    const step = child('c', inner, { arguments: template({ n: 1 }), output: template('${{ output.id }}') });
    const plan = planOf([step], { output: template('${{ steps.c.output }}') });
    const execution = start(plan, { replies: { c: ok({ id: 9 }) } });
    expect(await execution.play()).toEqual({ kind: 'completed', output: 9 });
    expect(execution.world.sent[0]).toMatchObject({ key: 'wf~c@0', arguments: { n: 1 } });
  });

  it('undoes a completed child as one entry, with the keys that the child itself had', async () => {
    const alone = start(inner);
    await alone.play();
    const reply = { kind: 'ok' as const, output: null, ledger: alone.state().ledger };
    const execution = start(planOf([action('a'), child('c', inner), failing('f', 'Ended', 'no')]), {
      replies: { c: reply },
    });
    expect(await execution.play()).toMatchObject({ kind: 'failed', compensated: ['c', 'a'] });
    expect(execution.undone()).toEqual(['c/y', 'c/x', 'a']);
    const [x, y] = alone.world.sent.map(({ key }) => key);
    expect(execution.world.sent.slice(2, 4)).toMatchObject([
      { request: { compensates: y } },
      { request: { compensates: x } },
    ]);
  });

  it('goes back when a child failed, without undoing a child that has undone itself', async () => {
    const execution = start(planOf([action('a'), child('c', inner)]), {
      replies: { c: failed('no_effect', 'ChildFailed') },
    });
    expect(await execution.play()).toMatchObject({
      kind: 'failed',
      cause: { type: 'ChildFailed' },
      compensated: ['a'],
    });
  });

  it('sleeps as long as it says', async () => {
    const execution = start(planOf([sleeping('s', 7_200_000), action('a')]), { stopsTime: true });
    await execution.play();
    expect(execution.world.timers).toMatchObject([{ label: 's', dueAt: execution.world.now() + 7_200_000 }]);
    execution.world.timers[0]?.fire();
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
  });

  it('ends with the type and the message of a fail step', async () => {
    const execution = start(planOf([action('a'), failing('f', 'NotWanted', 'no ${{ input.n }}')]), {}, { n: 3 });
    const cause = { type: 'NotWanted', message: 'no 3' };
    expect(await execution.play()).toMatchObject({
      kind: 'failed',
      type: 'SagaCompensated',
      step: 'f',
      cause,
      compensated: ['a'],
    });
  });

  it('in a workflow that does not compensate reports the failure and undoes nothing', async () => {
    const execution = start(planOf([action('a'), action('b')], { compensates: false, kind: 'workflow' }), {
      replies: { b: failed('unknown') },
    });
    expect(await execution.play()).toMatchObject({ kind: 'failed', type: 'StepFailed', step: 'b', compensated: [] });
    expect(execution.undone()).toEqual([]);
  });

  it('does not start the waiting once it goes back', async () => {
    const steps = [
      action('a', {}, { dependsOn: [] }),
      approval('w', { dependsOn: [] }),
      action('after', {}, { dependsOn: ['w'] }),
    ];
    const execution = start(planOf(steps), { replies: { a: failed('unknown') } });
    expect(await execution.play()).toMatchObject({ kind: 'failed', compensated: ['a'] });
    expect(execution.sent()).toEqual(['a', 'a~undo']);
  });
});
