import { WorkflowUpdateFailedError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import type { Lab } from '../support/lab/lab.ts';
import { useLab } from '../support/lab/use-lab.ts';
import { endOf, viewOf, waitForView, waitForWait, type TestProject } from '../support/project.ts';

const definitions = [
  `
workflow_definition:
  name: waits_for_payment
  steps:
    - name: paid
      wait_for:
        signal: payment_received
        schema: { type: object, required: [charge_id], properties: { charge_id: { type: string } } }
    - name: again
      wait_for: { signal: payment_received }
    - name: never
      wait_for: { signal: nobody_sends_this, timeout: 50ms, on_timeout: continue }
  output: { charge: "\${{ steps.paid.output.charge_id }}", second: "\${{ steps.again.output }}", third: "\${{ steps.never.output }}" }
`,
  `
workflow_definition:
  name: loses_patience
  steps:
    - name: paid
      wait_for: { signal: payment_received, timeout: 50ms }
`,
  `
workflow_definition:
  name: sleeps
  steps:
    - name: nap
      sleep: 200ms
  output: { started: "\${{ execution.started_at }}", id: "\${{ execution.id }}" }
`,
  `
workflow_definition:
  name: asks
  input: { type: object, properties: { amount: { type: number } } }
  steps:
    - name: review
      approval:
        approvers: [finance]
        prompt: Pay \${{ input.amount }}?
        form: { type: object, required: [note], properties: { note: { type: string } } }
  output: { answer: "\${{ steps.review.output }}" }
`,
  `
workflow_definition:
  name: asks_softly
  steps:
    - name: review
      approval: { approvers: [finance], prompt: Go on?, on_reject: continue }
    - name: late
      approval: { approvers: [finance], prompt: Still there?, timeout: 50ms, on_timeout: continue }
  output: { review: "\${{ steps.review.output.approved }}", late: "\${{ steps.late.output.approved }}" }
`,
  `
workflow_definition:
  name: gives_up
  input: { type: object, required: [go], properties: { go: { type: boolean } } }
  steps:
    - name: stop
      when: \${{ !input.go }}
      fail: { type: NotToday, message: "It is not the day for \${{ execution.id }}." }
  output: { gone: true }
`,
  `
workflow_definition:
  name: branches
  steps:
    - { name: slow, mcp_server: keyed, action: look, arguments: { name: slow }, depends_on: [] }
    - { name: fast, mcp_server: keyed, action: look, arguments: { name: fast }, depends_on: [] }
    - { name: after_fast, mcp_server: keyed, action: look, arguments: { name: after-fast }, depends_on: [fast] }
    - { name: last, mcp_server: keyed, action: look, arguments: { name: last }, depends_on: [slow, after_fast] }
  output: { last: "\${{ steps.last.output.id }}" }
`,
  `
workflow_definition:
  name: groups
  input: { type: object, required: [names], properties: { names: { type: array, items: { type: string } } } }
  steps:
    - name: all
      for_each: \${{ input.names }}
      as: who
      max_concurrency: 3
      steps:
        - name: first
          mcp_server: keyed
          action: look
          arguments: { name: "\${{ who }}", value: "\${{ index }}" }
        - name: second
          mcp_server: keyed
          action: act
          arguments: { name: "\${{ steps.first.output.id }}!" }
      output: { id: "\${{ steps.second.output.id }}", index: "\${{ steps.first.output.value }}" }
  output: { all: "\${{ steps.all.output }}" }
`,
];

let lab: Lab;
let project: TestProject;

useLab(definitions, (opened) => ({ lab, project } = opened));

describe('wait_for', () => {
  it('takes signals in the order they came, early ones too, and drops what does not fit', async () => {
    const handle = await project.client.workflow.signalWithStart('waits_for_payment', {
      taskQueue: project.taskQueue,
      workflowId: 'waits_for_payment/early',
      args: [{}],
      signal: 'payment_received',
      signalArgs: [{ charge_id: 7 }],
    });
    await handle.signal('payment_received', { charge_id: 'ch-1' });
    await handle.signal('payment_received', { charge_id: 'ch-2' });
    expect(await endOf(handle)).toEqual({
      ok: true,
      output: { charge: 'ch-1', second: { charge_id: 'ch-2' }, third: null },
    });
  });

  it('shows the signal it waits for and fails when it does not come', async () => {
    const handle = await project.start('waits_for_payment');
    const wait = await waitForWait(handle);
    expect(wait).toMatchObject({ step: 'paid', kind: 'signal' });
    await handle.terminate();
    expect(await project.run('loses_patience')).toMatchObject({
      ok: false,
      type: 'StepFailed',
      details: { step: 'paid', cause: { type: 'SignalTimedOut' } },
    });
  });
});

it('sleeps for as long as it was told, on a durable timer', async () => {
  const handle = await project.start('sleeps', {}, 'nap');
  const before = await viewOf(handle);
  expect(await endOf(handle)).toMatchObject({ ok: true, output: { id: 'sleeps/nap' } });
  const { events } = await handle.fetchHistory();
  expect(events?.some(({ timerStartedEventAttributes }) => timerStartedEventAttributes != null)).toBe(true);
  expect(Date.parse(before.startedAt)).toBeGreaterThan(0);
});

describe('approval', () => {
  it('is answered by an Update, whose form is checked before anything is written', async () => {
    const handle = await project.start('asks', { amount: 12 });
    const wait = await waitForWait(handle);
    expect(wait).toMatchObject({ step: 'review', kind: 'approval', message: 'Pay 12?' });
    await expect(handle.executeUpdate('approve', { args: [{ by: 'finance', form: {} }] })).rejects.toThrow(
      WorkflowUpdateFailedError,
    );
    await handle.executeUpdate('approve', { args: [{ by: 'finance', form: { note: 'fine' } }] });
    expect(await endOf(handle)).toMatchObject({
      ok: true,
      output: { answer: { approved: true, by: 'finance', form: { note: 'fine' } } },
    });
  });

  it('is answered by a Signal; one that does not fit is ignored and shown', async () => {
    const handle = await project.start('asks', { amount: 12 });
    await waitForWait(handle);
    await handle.signal('reject', { step: 'no_such_step', by: 'eva' });
    await handle.signal('reject', { step: 'review', by: 'finance', reason: 'too much' });
    expect(await endOf(handle)).toMatchObject({
      ok: false,
      type: 'StepFailed',
      details: { step: 'review', cause: { type: 'ApprovalRejected', message: 'Rejected by finance: too much' } },
    });
  });

  it('goes on after a rejection and after silence where the definition says so', async () => {
    const handle = await project.start('asks_softly');
    await waitForWait(handle);
    await handle.executeUpdate('reject', { args: [{}] });
    expect(await endOf(handle)).toEqual({ ok: true, output: { review: false, late: false } });
  });
});

it("fails with the author's own type and message, and skips when it need not", async () => {
  expect(await project.run('gives_up', { go: false }, 'today')).toMatchObject({
    ok: false,
    type: 'StepFailed',
    details: { step: 'stop', cause: { type: 'NotToday', message: 'It is not the day for gives_up/today.' } },
  });
  const handle = await project.start('gives_up', { go: true });
  expect(await endOf(handle)).toEqual({ ok: true, output: { gone: true } });
  const view = await waitForView(handle, () => true);
  expect(view.steps).toMatchObject([{ path: 'stop', status: 'skipped' }]);
});

it('repeats a group for each item, with the outputs in item order', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const end = await project.run('groups', { names });
  expect(end).toMatchObject({ ok: true, output: { all: names.map((_, index) => ({ index })) } });
  expect(names.map((name) => lab.left(`${name}!`))).toEqual([1, 1, 1, 1, 1]);
});

it('starts a step the moment what it depends on is done, not level by level', async () => {
  lab.script('slow', 'hold');
  const handle = await project.start('branches');
  await waitForView(handle, ({ steps }) => steps.find(({ path }) => path === 'after_fast')?.status === 'completed');
  expect(lab.callsOf('look', 'last')).toEqual([]);
  lab.release('slow');
  expect(await endOf(handle)).toEqual({ ok: true, output: { last: 'last' } });
});

it('repeats nothing for an empty list', async () => {
  expect(await project.run('groups', { names: [] })).toEqual({ ok: true, output: { all: [] } });
});
