import { describe, expect, it } from 'vitest';
import type { Fact, FactOf } from '../../history/fact.ts';
import type { Json } from '../../plan/json.ts';
import type { Plan } from '../../plan/plan.ts';
import { action, planOf } from '../workflows/interpreter/support/plans.ts';
import { failed } from '../workflows/interpreter/support/world.ts';
import { fact } from './support/facts.ts';
import { readRun } from './support/read.ts';
import { recordExecution } from './support/recorder.ts';

/** A saga whose second step fails, so that its first one is undone. */
async function recorded(): Promise<Fact[]> {
  const plan = planOf([action('a'), action('b')]);
  const recorder = recordExecution(plan, { script: { replies: { b: failed('no_effect') } } });
  for (; recorder.ending() === null; recorder.advance()) await recorder.task();
  return recorder.runs[0]?.facts ?? [];
}

/** Behind the first event that is one of these. */
function insertBehind(facts: readonly Fact[], kind: Fact['kind'], more: Fact | readonly Fact[]): Fact[] {
  const index = facts.findIndex((one) => one.kind === kind);
  return [...facts.slice(0, index + 1), ...[more].flat(), ...facts.slice(index + 1)];
}

function asOfVersion(facts: readonly Fact[], planVersion: number): Fact[] {
  const [start, ...rest] = facts as [FactOf<'started'>, ...Fact[]];
  const plan = { ...start.given?.plan, planVersion } as unknown as Plan;
  return [{ ...start, given: { plan, hash: 'sha256:x' } }, ...rest];
}

describe('a history that this code cannot interpret is told by its facts alone, with a notice', () => {
  it.each([
    [
      'because a newer version has left a marker in it',
      (facts: Fact[]) => insertBehind(facts, 'task_completed', fact(900, { kind: 'patch', id: 'of tomorrow' })),
      'written by a newer version of Sagaflow, which knows "of tomorrow"',
    ],
    ['because its plan has another version', (facts: Fact[]) => asOfVersion(facts, 2), 'the plan has version 2'],
    [
      'because it has a call that the definition does not lead to',
      (facts: Fact[]) =>
        insertBehind(
          facts,
          'task_completed',
          fact(900, { kind: 'call_scheduled', activityId: 'x', activityType: 'server.x', request: null }),
        ),
      'the history has a call of server.x as "x"',
    ],
    [
      'because it lacks one that the definition leads to',
      (facts: Fact[]) => facts.filter((one) => one.kind !== 'call_scheduled' || one.activityId !== 'b'),
      'which the history does not have',
    ],
    [
      'because a command of another kind stands in it',
      (facts: Fact[]) =>
        insertBehind(facts, 'task_completed', fact(900, { kind: 'unknown_command', name: 'a marker' })),
      'a marker',
    ],
  ])('%s', async (_, change, why) => {
    const { view, notices } = await readRun(change(await recorded()), { runId: 'run-1' });
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain(why);
    expect(view.notices).toMatchObject([{ type: 'HistoryMisread' }]);
    expect(view).toMatchObject({ status: 'failed', failure: { type: 'SagaCompensated', compensated: ['a'] } });
    expect(view.steps.find(({ path }) => path === 'a')?.status).toBe('compensated');
    expect(view.steps.find(({ path }) => path === 'b')?.status).toBe('failed');
  });

  it('keeps what it could interpret, and goes on with the facts from there', async () => {
    const facts = await recorded();
    const undo = facts.findIndex((one) => one.kind === 'call_scheduled' && one.activityId === 'a~undo');
    const broken = [...facts.slice(0, undo), fact(900, { kind: 'patch', id: 'of tomorrow' }), ...facts.slice(undo)];
    const { view } = await readRun(broken, { runId: 'run-1' });
    expect(view.steps[0]).toMatchObject({ status: 'compensated', outcome: 'ok', attempts: 1 });
    expect(view.steps[0]?.key).not.toBeNull();
  });
});

it('a first task that was answered with the resolved plan alone, as on a busy machine, goes on in the next one', async () => {
  const [start, ...rest] = (await recorded()) as [FactOf<'started'>, ...Fact[]];
  const { given } = start;
  if (given === null) throw new Error('It was recorded with its plan.');
  const resolved = { type: 'resolvePlan', result: { ...given } as unknown as Json, failure: null, details: null };
  const cutShort = insertBehind([{ ...start, given: null }, ...rest], 'task_completed', [
    fact(900, { kind: 'local_activity', ...resolved }),
    fact(901, { kind: 'task_started', isLong: false }),
    fact(902, { kind: 'task_completed', startedId: 901 }),
  ]);
  const { view, notices } = await readRun(cutShort, { runId: 'run-1' });
  expect(notices).toEqual([]);
  const whole = await readRun([start, ...rest], { runId: 'run-1' });
  expect(view.steps).toEqual(whole.view.steps);
  expect(view.failure).toEqual(whole.view.failure);
});

it('a call that has ended since the last workflow task is shown as ended, whatever the workflow will make of it', async () => {
  const facts = await recorded();
  const ended = facts.findIndex(({ kind }) => kind === 'call_completed');
  const { view } = await readRun(facts.slice(0, ended + 1), { runId: 'run-1' });
  expect(view).toMatchObject({ status: 'running', steps: [{ path: 'a', status: 'completed' }, { status: 'pending' }] });
});
