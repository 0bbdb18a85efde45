import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import type { Lab } from '../support/lab/lab.ts';
import { useLab } from '../support/lab/use-lab.ts';
import { until } from '../support/progress.ts';
import { endOf, waitForWait, type TestProject } from '../support/project.ts';
import { resetBefore, resetTo } from '../support/resets.ts';

const input = 'input: { type: object, required: [name], properties: { name: { type: string } } }';
const act = (step: string, more = 'compensation: undo_act', server = 'keyed'): string =>
  `    - { name: ${step}, mcp_server: ${server}, action: act, arguments: { name: "\${{ input.name }}-${step}" }, ${more} }`;

const definitions = [
  `
saga_definition:
  name: order
  ${input}
  steps:
${act('reserve')}
${act('charge')}
${act('ship')}
  output: { id: "\${{ steps.reserve.output.id }}" }
`,
  `
saga_definition:
  name: asks_after_reset
  on_reset: park
  ${input}
  steps:
${act('reserve')}
${act('charge')}
`,
  `
saga_definition:
  name: unkeyed
  ${input}
  steps:
${act('reserve')}
${act('charge', 'compensation: { none: nothing undoes it }', 'plain')}
${act('ship')}
`,
  `
saga_definition:
  name: with_child
  ${input}
  steps:
    - name: order
      workflow: order
      arguments: { name: "\${{ input.name }}-child" }
${act('after')}
`,
  `
saga_definition:
  name: continues
  ${input}
  steps:
${act('reserve')}
    - name: waits
      wait_for: { signal: go_on }
${act('ship')}
`,
];

let lab: Lab;
let project: TestProject;

useLab(definitions, (opened) => ({ lab, project } = opened));

describe('a saga that was undone and is reset', () => {
  it('before the charge: reserves again, charges once, and ends with everything in force', async () => {
    lab.script('r1-charge', { error: 'The card was declined.' });
    const first = await project.start('order', { name: 'r1' });
    expect(await endOf(first)).toMatchObject({ type: 'SagaCompensated' });
    expect(lab.left('r1-reserve')).toBe(0);

    const again = await resetBefore(project.client, first, 'charge');
    expect(await endOf(again)).toMatchObject({ ok: true });
    expect(balance('r1')).toEqual([1, 1, 1]);
    expect(activityIds(await historyOf(again))).toEqual(['reserve', 'readPast', 'reserve@1', 'charge@1', 'ship']);
  });

  it('after the charge: what the shipment rests on is done again', async () => {
    lab.script('r2-ship', { error: 'No van.' });
    const first = await project.start('order', { name: 'r2' });
    await endOf(first);
    const again = await resetBefore(project.client, first, 'ship');
    expect(await endOf(again)).toMatchObject({ ok: true });
    expect(balance('r2')).toEqual([1, 1, 1]);
  });

  it('and reset again, also to a point before the first reset, stays balanced', async () => {
    lab.script('r3-charge', { error: 'The card was declined.' }, { error: 'Still declined.' });
    const first = await project.start('order', { name: 'r3' });
    await endOf(first);
    const second = await resetBefore(project.client, first, 'charge');
    expect(await endOf(second)).toMatchObject({ type: 'SagaCompensated' });
    expect(balance('r3')).toEqual([0, 0, 0]);
    const base = await first.describe();
    const third = await resetBefore(project.client, first, 'charge', first.firstExecutionRunId);
    expect(await endOf(third)).toMatchObject({ ok: true });
    expect(balance('r3')).toEqual([1, 1, 1]);
    const fourth = await resetBefore(project.client, third, 'ship');
    expect(await endOf(fourth)).toMatchObject({ ok: true });
    expect(balance('r3')).toEqual([1, 1, 1]);
    expect(base.workflowId).toBe(fourth.workflowId);
  });

  it('in the middle of the way back goes on with it', async () => {
    lab.script('r4-ship', { error: 'No van.' });
    const first = await project.start('order', { name: 'r4' });
    await endOf(first);
    const again = await resetBefore(project.client, first, 'reserve~undo');
    expect(await endOf(again)).toMatchObject({
      type: 'SagaCompensated',
      details: { compensated: ['ship', 'charge', 'reserve'] },
    });
    expect(balance('r4')).toEqual([0, 0, 0]);
    expect(lab.callsOf('undo_act', 'r4-reserve')).toHaveLength(1);
  });

  it('parks where the definition says so, and a person decides', async () => {
    lab.script('r5-charge', { error: 'The card was declined.' });
    const first = await project.start('asks_after_reset', { name: 'r5' });
    await endOf(first);
    const again = await resetBefore(project.client, first, 'charge');
    const wait = await waitForWait(again);
    expect(wait.allowed).toEqual(['resume', 'compensate']);
    await again.executeUpdate('resume', { args: [{ parkId: wait.parkId, reason: 'test' }] });
    expect(await endOf(again)).toMatchObject({ ok: true });
    expect(balance('r5')).toEqual([1, 1, 0]);
  });
});

describe('a saga that was not undone and is reset', () => {
  it('sends the same keys again and changes nothing', async () => {
    const first = await project.start('order', { name: 'n1' });
    await endOf(first);
    const again = await resetBefore(project.client, first, 'reserve');
    expect(await endOf(again)).toEqual(await endOf(first));
    expect(balance('n1')).toEqual([1, 1, 1]);
    expect(lab.done('n1-reserve')).toBe(1);
  });

  it('while a call is under way sends it again under the same key', async () => {
    lab.script('n2-ship', 'hold');
    const first = await project.start('order', { name: 'n2' });
    await lab.held('n2-ship');
    const again = await resetBefore(project.client, first, 'charge');
    expect(await endOf(again)).toMatchObject({ ok: true });
    lab.release('n2-ship');
    expect(balance('n2')).toEqual([1, 1, 1]);
    expect(lab.done('n2-ship')).toBe(1);
  });

  it('does not send again what its tool would do again: a person decides', async () => {
    lab.script('n3-ship', { error: 'No van.' });
    const first = await project.start('unkeyed', { name: 'n3' });
    await endOf(first);
    const again = await resetBefore(project.client, first, 'charge');
    const wait = await waitForWait(again);
    expect(wait).toMatchObject({ step: 'charge' });
    expect(lab.done('n3-charge')).toBe(1);
    await again.executeUpdate('skip', { args: [{ parkId: wait.parkId, output: {} }] });
    expect(await endOf(again)).toMatchObject({ ok: true });
    expect([lab.left('n3-reserve'), lab.left('n3-charge'), lab.left('n3-ship')]).toEqual([1, 1, 1]);
  });
});

describe('children of a reset execution', () => {
  it('that were undone run again as new executions', async () => {
    lab.script('c1-after', { error: 'No.' });
    const first = await project.start('with_child', { name: 'c1' });
    expect(await endOf(first)).toMatchObject({ type: 'SagaCompensated' });
    expect(balance('c1-child')).toEqual([0, 0, 0]);
    const again = await resetBefore(project.client, first, 'after');
    expect(await endOf(again)).toMatchObject({ ok: true });
    expect(balance('c1-child')).toEqual([1, 1, 1]);
  });

  it('that completed are not started again', async () => {
    const first = await project.start('with_child', { name: 'c2' });
    await endOf(first);
    const { events } = await historyOf(first);
    const child = events?.find((event) => event.startChildWorkflowExecutionInitiatedEventAttributes);
    const task = child?.startChildWorkflowExecutionInitiatedEventAttributes?.workflowTaskCompletedEventId;
    const again = await resetTo(project.client, first.workflowId, first.firstExecutionRunId, task);
    expect(await endOf(again)).toMatchObject({ ok: true });
    expect(lab.done('c2-child-reserve')).toBe(1);
    expect(balance('c2-child')).toEqual([1, 1, 1]);
  });
});

describe('a child that still runs when its parent is reset', () => {
  it('is waited for, and its end is taken over or made good', async () => {
    lab.script('c3-child-charge', 'hold');
    const first = await project.start('with_child', { name: 'c3' });
    await lab.held('c3-child-charge');
    const { events } = await historyOf(first);
    const child = events?.find((event) => event.startChildWorkflowExecutionInitiatedEventAttributes);
    const task = child?.startChildWorkflowExecutionInitiatedEventAttributes?.workflowTaskCompletedEventId;
    const again = await resetTo(project.client, first.workflowId, first.firstExecutionRunId, task);
    lab.release('c3-child-charge');
    expect(await endOf(again)).toMatchObject({ ok: true });
    expect(balance('c3-child')).toEqual([1, 1, 1]);
    expect(lab.left('c3-after')).toBe(1);
  });
});

describe('a reset run', () => {
  it('costs a run that was never reset nothing', async () => {
    const handle = await project.start('order', { name: 'z1' });
    await endOf(handle);
    const { events = [] } = await historyOf(handle);
    expect(events?.filter((event) => event.markerRecordedEventAttributes?.markerName === 'core_patch')).toEqual([]);
    expect(activityIds({ events })).toEqual(['reserve', 'charge', 'ship']);
  });

  it('replays, and takes signals that came after the point again', async () => {
    const first = await project.start('continues', { name: 's1' });
    await until('the first effect', () => lab.done('s1-reserve') === 1);
    await first.signal('go_on', {});
    await endOf(first);
    const again = await resetBefore(project.client, first, 'reserve');
    expect(await endOf(again)).toMatchObject({ ok: true });
    expect(lab.left('s1-ship')).toBe(1);
  });
});

function balance(name: string): number[] {
  return ['reserve', 'charge', 'ship'].map((step) => lab.left(`${name}-${step}`));
}

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

function historyOf(handle: WorkflowHandle): Promise<History> {
  return handle.fetchHistory();
}

function activityIds({ events }: History): string[] {
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    if (scheduled == null) return [];
    const type = scheduled.activityType?.name ?? '';
    return [type.includes('.') ? (scheduled.activityId ?? '') : type];
  });
}
