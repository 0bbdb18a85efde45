import { expect, it } from 'vitest';
import type { Plan } from '../../../plan/plan.ts';
import { start, type Execution } from './support/execution.ts';
import {
  action,
  approval,
  child,
  each,
  failing,
  group,
  planOf,
  probeOf,
  READS,
  sleeping,
  template,
  tools,
  waitFor,
} from './support/plans.ts';
import { failed, ok, type Reply } from './support/world.ts';

const replies: Record<string, Reply | Reply[]> = {
  reads: failed('unknown'),
  probed: failed('unknown'),
  'probed~probe': ok({ found: false }),
  skipped: failed('unknown'),
  broken: failed('effect_possible'),
};
const eventful = (end: ReturnType<typeof action>[] | ReturnType<typeof failing>[]): Plan =>
  planOf(
    [
      action('a'),
      action('reads', { ...READS, fallback: { kind: 'value', value: template({ id: 1 }) } }),
      tools('t', { one: {}, two: { arguments: template({ one: '${{ steps.t.output.one }}' }) } }),
      sleeping('s', 5_000),
      action('each', { arguments: template({ item: '${{ item }}' }) }, { forEach: each([1, 2, 3], 2) }),
      action('skipped', {}, { onFailure: 'continue' }),
      group('g', [action('inside'), action('broken'), action('never')], { onFailure: 'continue' }),
      group('h', [action('b', {}, { dependsOn: [] }), action('c', {}, { dependsOn: [] })], {
        forEach: each(['x', 'y'], 1),
        output: template({ b: '${{ steps.b.output }}' }),
      }),
      waitFor('w', 'paid'),
      approval('ask'),
      child('kid', planOf([action('x')], { name: 'kid' })),
      action('probed', { probe: probeOf() }, { onFailure: 'continue' }),
      ...end,
    ],
    { output: template({ h: '${{ steps.h.output }}', w: '${{ steps.w.output }}', f: '${{ failures.g.type }}' }) },
  );

/** The same people do the same things, whatever run asks them. */
async function playWith(plan: Plan, isLong: (asked: number) => boolean): Promise<Execution> {
  const execution = start(plan, { replies, isLong });
  execution.interpreter().signal('paid', { sum: 5 });
  for (let turn = 0; turn < 50 && execution.ending() === null; turn += 1) {
    await execution.play();
    if (execution.ending() === null) execution.interpreter().answer('approve', { by: 'ann' });
  }
  return execution;
}

const story = ({ world }: Execution): unknown[] =>
  world.sent.map(({ name, key, arguments: sent, outcome }) => ({ name, key, sent, outcome }));

it.each([
  ['completes', []],
  ['goes back', [failing('end', 'Ended', 'no')]],
])('continues as new at every possible point as if it had not: one that %s', async (_, end) => {
  const plan = eventful(end);
  let asked = 0;
  const whole = await playWith(plan, () => (asked++, false));
  expect(whole.ending()?.kind).toBe(end.length === 0 ? 'completed' : 'failed');
  expect(whole.runs()).toBe(1);
  for (let at = 0; at < asked; at += 1) {
    const parts = await playWith(plan, (now) => now === at);
    expect(parts.ending(), `point ${at}`).toEqual(whole.ending());
    const bySend = (story: unknown[]): unknown[] => story.map((one) => JSON.stringify(one)).sort();
    expect(bySend(story(parts)), `point ${at}`).toEqual(bySend(story(whole)));
  }
});

it('does not start a group again in which a step had failed before the new run', async () => {
  const steps = [
    action('slow', {}, { dependsOn: [] }),
    action('fails', {}, { dependsOn: [] }),
    action('late', {}, { dependsOn: ['slow'] }),
  ];
  const plan = planOf([group('g', steps, { onFailure: 'continue' })], { maxParallelCompensations: 1 });
  for (let at = 0; at < 12; at += 1) {
    const execution = start(plan, { replies: { fails: failed('effect_possible') }, isLong: (now) => now === at });
    expect(await execution.play()).toMatchObject({ kind: 'completed' });
    const sent = execution.sent();
    const firstUndo = sent.findIndex((name) => name.endsWith('~undo'));
    expect(
      sent.slice(firstUndo).every((name) => name.endsWith('~undo')),
      `point ${at}: ${sent.join(' ')}`,
    ).toBe(true);
    expect(execution.undone()).toContain('fails');
  }
});

it('keeps a signal that nobody waits for yet, and a deadline counts from the first start', async () => {
  const execution = start(planOf([action('a'), sleeping('s', 4_000), waitFor('w', 'paid')], { deadlineMs: 10_000 }), {
    isLong: (now) => now === 1,
  });
  execution.interpreter().signal('paid', 1);
  expect(await execution.play()).toMatchObject({ kind: 'completed' });
  expect(execution.runs()).toBe(2);
  const late = start(planOf([action('a'), sleeping('s', 4_000), waitFor('w', 'paid')], { deadlineMs: 10_000 }), {
    isLong: (now) => now === 2,
  });
  const began = late.world.now();
  expect(await late.play()).toMatchObject({ kind: 'failed', cause: { type: 'DeadlineExceeded' }, compensated: ['a'] });
  expect(late.world.now()).toBe(began + 10_000);
});

it('parks again in the new run, under a new id, without sending the call again', async () => {
  const plan = planOf([
    action('a', {}, { dependsOn: [], onFailure: 'park' }),
    sleeping('s', 1_000, { dependsOn: [] }),
    action('b', {}, { dependsOn: ['s'] }),
  ]);
  const execution = start(plan, { replies: { a: [failed('no_effect'), ok()] }, isLong: (now) => now === 2 });
  await execution.play();
  const first = execution.world.events.find((event) => event.type === 'parked')?.parkId;
  expect(execution.runs()).toBe(2);
  expect(execution.parked()).toMatchObject([{ path: 'a', parkId: expect.stringMatching(/^root#2@/) }]);
  expect(execution.sent().filter((name) => name === 'a')).toHaveLength(1);
  expect(execution.interpreter().decide('skip', { parkId: first })).toMatch(/No park fits/);
  execution.interpreter().decide('retry', {});
  expect(await execution.play()).toMatchObject({ kind: 'completed' });
});

it('lets go of a waiting sibling when it is the undo of a continued step that finds the history long', async () => {
  const plan = planOf([action('a', {}, { dependsOn: [], onFailure: 'continue' }), approval('ask', { dependsOn: [] })]);
  const execution = start(plan, { replies: { a: failed('unknown') }, isLong: (now) => now === 2 });
  await execution.play();
  expect(execution.runs()).toBe(2);
  expect(execution.undone()).toEqual(['a']);
});

it('parks before a state that a new run would not take, and goes on or back as a person says', async () => {
  const plan = planOf([action('a'), action('b'), action('c')]);
  const script = { replies: { a: ok({ text: 'x'.repeat(1_100_000) }) }, isLong: (asked: number) => asked >= 1 };
  const stays = start(plan, script);
  expect(await stays.play()).toBeNull();
  const [park] = stays.parked();
  expect(park).toMatchObject({ path: 'state', allowed: ['resume', 'compensate'] });
  stays.interpreter().decide('resume', { parkId: park?.parkId ?? '' });
  expect(await stays.play()).toMatchObject({ kind: 'completed' });
  expect(stays.runs()).toBe(1);

  const leaves = start(plan, script);
  await leaves.play();
  leaves.interpreter().decide('compensate', { parkId: leaves.parked()[0]?.parkId ?? '' });
  expect(await leaves.play()).toMatchObject({ type: 'SagaCompensated', cause: { type: 'StateTooLarge' } });
  expect(leaves.undone()).toEqual(['a']);
});
