import { describe, expect, it } from 'vitest';
import type { ExecutionEvent } from '../../plan/events.ts';
import type { Plan } from '../../plan/plan.ts';
import { beginView, createViewFold } from '../../plan/view/fold.ts';
import type { ExecutionView, StepStatus } from '../../plan/view.ts';
import { start, type Execution } from '../workflows/interpreter/support/execution.ts';
import {
  action,
  approval,
  each,
  failing,
  group,
  planOf,
  READS,
  resource,
  sleeping,
  template,
  tools,
} from '../workflows/interpreter/support/plans.ts';
import { failed, held, ok } from '../workflows/interpreter/support/world.ts';

const beginning = { id: 'wf', runId: 'run-1', planHash: 'hash', startedAt: '2030-01-01T00:00:00.000Z' };
const at = '2030-01-01T00:00:05.000Z';

const fold = (plan: Plan, events: ExecutionEvent[]): ExecutionView => {
  const folded = createViewFold(plan, beginning);
  for (const event of events) folded.apply(event);
  return folded.view();
};
const viewOf = (plan: Plan, { world }: Execution): ExecutionView => fold(plan, world.events);
const statuses = (view: ExecutionView): Record<string, StepStatus> =>
  Object.fromEntries(view.steps.map(({ path, status }) => [path, status]));

describe('the view of an execution that has not begun', () => {
  it('has a row for every step, tool and inner step, in the order of the plan', () => {
    const inner = group('g', [sleeping('s', 1), approval('ask')]);
    const view = beginView(
      planOf([action('a'), tools('t', { one: {}, two: {} }), inner, resource('r', [])]),
      beginning,
    );
    const rows = ['a', 't', 't.one', 't.two', 'g', 's', 'ask', 'r'];
    expect(view.steps.map(({ path }) => path)).toEqual(rows);
    expect(view.steps.map(({ verb }) => verb)).toEqual([
      'action',
      'tools',
      'action',
      'action',
      'steps',
      'sleep',
      'approval',
      'resource',
    ]);
    expect(view).toMatchObject({ status: 'running', sagaState: 'forward', finishedAt: null, waitingFor: [] });
  });

  it('says of a workflow that does not compensate that it is no saga', () => {
    expect(beginView(planOf([], { compensates: false }), beginning).sagaState).toBe('none');
  });
});

describe('the view of an execution that the interpreter reports', () => {
  it('shows what ran, what was skipped, and how long', async () => {
    const plan = planOf([
      action('a'),
      action('b', {}, { when: 'false' }),
      action('c', {}, { forEach: each([1, 2], 1) }),
    ]);
    const execution = start(plan);
    await execution.play();
    const view = viewOf(plan, execution);
    expect(statuses(view)).toEqual({
      a: 'completed',
      b: 'skipped',
      c: 'completed',
      'c[0]': 'completed',
      'c[1]': 'completed',
    });
    expect(view.steps[0]).toMatchObject({
      outcome: 'ok',
      attempts: 1,
      server: 'server',
      tool: 'a',
      key: execution.world.sent[0]?.key,
    });
    expect(view.steps.every(({ status, finishedAt }) => status === 'pending' || finishedAt !== null)).toBe(true);
  });

  it('shows who is waited for, and no longer once that is over', async () => {
    const form = { type: 'object' };
    const plan = planOf([approval('ask', { form, prompt: template('Pay?') })]);
    const execution = start(plan);
    await execution.play();
    const waiting = viewOf(plan, execution);
    expect(statuses(waiting)).toEqual({ ask: 'waiting' });
    expect(waiting.waitingFor).toEqual([
      { step: 'ask', kind: 'approval', parkId: null, allowed: [], verbs: [], unclear: null, form, message: 'Pay?' },
    ]);
    execution.interpreter().answer('approve', {});
    await execution.play();
    expect(viewOf(plan, execution)).toMatchObject({ waitingFor: [], steps: [{ status: 'completed' }] });
  });

  it('shows a park and, after the decision, that it goes on', async () => {
    const plan = planOf([action('a', {}, { onFailure: 'park' })]);
    const execution = start(plan, { replies: { a: [failed('no_effect'), held()] } });
    await execution.play();
    const parked = viewOf(plan, execution);
    expect(parked).toMatchObject({ sagaState: 'parked', steps: [{ status: 'parked', outcome: 'no_effect' }] });
    expect(parked.waitingFor).toMatchObject([
      { step: 'a', kind: 'decision', allowed: ['retry', 'retry_with', 'skip', 'compensate'], unclear: null },
    ]);
    execution.interpreter().decide('retry', {});
    await execution.play();
    expect(viewOf(plan, execution)).toMatchObject({
      sagaState: 'forward',
      waitingFor: [],
      steps: [{ status: 'running', epoch: 1, failure: null }],
    });
  });

  it('shows the way back', async () => {
    const plan = planOf([action('a'), action('b'), failing('end', 'Ended', 'no')]);
    const execution = start(plan, { replies: { 'b~undo': failed('unknown') } });
    await execution.play();
    const view = viewOf(plan, execution);
    expect(view.sagaState).toBe('parked');
    expect(statuses(view)).toMatchObject({ b: 'parked', end: 'failed' });
    execution.interpreter().decide('skip', { parkId: execution.parked()[0]?.parkId });
    await execution.play();
    expect(statuses(viewOf(plan, execution))).toEqual({ a: 'compensated', b: 'failed', end: 'failed' });
    expect(viewOf(plan, execution).sagaState).toBe('compensating');
  });

  it('ends the row of a step together with that of its failing tool', async () => {
    const plan = planOf([tools('t', { one: {}, two: {} })]);
    const execution = start(plan, { replies: { 't.two': failed('no_effect') } });
    await execution.play();
    expect(statuses(viewOf(plan, execution))).toEqual({ t: 'failed', 't.one': 'compensated', 't.two': 'failed' });
  });

  it('ends the row of a call whose fallback stood in for it', async () => {
    const fallback = { kind: 'call' as const, call: action('other', READS).call };
    const plan = planOf([action('a', { ...READS, fallback })]);
    for (const [reply, status] of [
      [ok(), 'completed'],
      [failed('no_effect'), 'failed'],
    ] as const) {
      const execution = start(plan, { replies: { a: failed('unknown'), 'a~fallback': reply } });
      await execution.play();
      expect(statuses(viewOf(plan, execution)).a).toBe(status);
    }
  });
});

describe('the view of an execution that has closed', () => {
  const plan = planOf([action('a')]);
  const failure = {
    type: 'SagaCompensated',
    message: 'no',
    step: 'a',
    cause: null,
    compensated: ['a'],
    notCompensated: [],
  };

  it.each([
    ['completed', { type: 'closed', at, status: 'completed', output: 5 }, { output: 5, sagaState: 'completed' }],
    ['compensated', { type: 'closed', at, status: 'failed', failure }, { failure, sagaState: 'compensated' }],
    [
      'partly compensated',
      { type: 'closed', at, status: 'failed', failure: { ...failure, type: 'SagaPartiallyCompensated' } },
      { sagaState: 'partially_compensated' },
    ],
    ['canceled', { type: 'closed', at, status: 'canceled', failure: null }, { sagaState: 'compensated' }],
    ['terminated', { type: 'closed', at, status: 'terminated', failure: null }, { sagaState: 'forward' }],
    [
      'refused',
      { type: 'closed', at, status: 'failed', failure: { ...failure, type: 'InvalidInput' } },
      { sagaState: 'none' },
    ],
  ] as const)('%s', (_, event, seen) => {
    const closed = fold(plan, [event]);
    expect(closed).toMatchObject({ status: event.status, finishedAt: at, waitingFor: [], ...seen });
  });

  it('is left as it was by the events it was folded from', () => {
    const folded = createViewFold(plan, beginning);
    const before = folded.view();
    const copy = structuredClone(before);
    folded.apply({ type: 'step_started', at, path: 'a' });
    expect(before).toEqual(copy);
  });

  it('makes rows of iterations beside their step, also for paths it does not know', () => {
    const started = (path: string): ExecutionEvent => ({ type: 'step_started', at, path });
    const view = fold(planOf([action('a'), action('b')]), ['a[0]', 'a[1]', 'child/x'].map(started));
    expect(view.steps.map(({ path }) => path)).toEqual(['a', 'a[0]', 'a[1]', 'b', 'child/x']);
  });
});

it('the last fifty notices are kept and all are counted, each of at most 300 characters', () => {
  const plan = planOf([action('a')]);
  const noticed = Array.from({ length: 60 }, (_, index): ExecutionEvent => ({
    type: 'notice',
    at,
    notice: 'SignalDropped',
    path: 'a',
    message: `${index} ${'x'.repeat(400)}`,
  }));
  const { notices, noticeCount } = fold(plan, noticed);
  expect(noticeCount).toBe(60);
  expect(notices).toHaveLength(50);
  expect(notices[0]?.message.startsWith('a: 10 x')).toBe(true);
  expect(notices.every(({ message }) => message.length === 300)).toBe(true);
});
