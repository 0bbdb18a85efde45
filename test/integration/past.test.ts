import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { readPast } from '../../history/past/read-past.ts';
import type { Past } from '../../plan/past.ts';
import type { Lab } from '../support/lab/lab.ts';
import { useLab } from '../support/lab/use-lab.ts';
import { until } from '../support/progress.ts';
import { endOf, waitForWait, type TestProject } from '../support/project.ts';
import { reset, terminate } from './by-hand.ts';

const input = `input: { type: object, required: [name], properties: { name: { type: string } } }`;
const definitions = [
  `
saga_definition:
  name: orders
  ${input}
  steps:
    - { name: look, mcp_server: keyed, action: look, arguments: { name: "\${{ input.name }}" } }
    - { name: reserve, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-reserve" }, compensation: undo_act }
    - { name: wait, wait_for: { signal: go_on } }
    - { name: charge, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-charge" }, compensation: undo_act }
    - { name: stop, fail: { type: Enough, message: It ends here. } }
`,
  `
saga_definition:
  name: stuck
  ${input}
  steps:
    - name: reserve
      mcp_server: keyed
      action: act
      arguments: { name: "\${{ input.name }}" }
      compensation: { action: undo_act, arguments: { name: "\${{ arguments.name }}" }, retry_policy: { initial_interval: 10ms, max_interval: 10ms } }
    - { name: stop, fail: { type: Enough, message: It ends here. } }
`,
  `
saga_definition:
  name: inner
  ${input}
  steps:
    - { name: one, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}" }, compensation: undo_act }
`,
  `
saga_definition:
  name: outer
  ${input}
  steps:
    - { name: child, workflow: inner, arguments: { name: "\${{ input.name }}" } }
    - { name: wait, wait_for: { signal: go_on } }
`,
];

let lab: Lab;
let project: TestProject;

useLab(definitions, (opened) => ({ lab, project } = opened));

function read(workflowId: string, firstRunId: string, except: string | null = null): Promise<Past> {
  return readPast(
    project.client,
    { workflowId, firstRunId, except },
    { workflowId: null, runId: except ?? 'nobody' },
    () => undefined,
  );
}

function rows({ calls }: Past) {
  return calls.map(({ path, outcome, undone }) => [path, outcome, undone]);
}

/** An execution of `orders` that waits between its two effects. */
async function waiting(name: string) {
  const handle = await project.start('orders', { name }, name);
  await waitForWait(handle);
  return handle;
}

async function runOf(handle: Pick<WorkflowHandle, 'describe'>): Promise<string> {
  return (await handle.describe()).runId;
}

async function isCancelRequested(handle: WorkflowHandle): Promise<boolean> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).some(({ workflowExecutionCancelRequestedEventAttributes: one }) => one != null);
}

describe('the past of an execution', () => {
  it('is what its run did, in order, with what was undone', async () => {
    const handle = await waiting('whole');
    const first = handle.firstExecutionRunId;
    expect(rows(await read('orders/whole', first))).toEqual([['reserve', 'ok', 'no']]);
    expect(await read('orders/whole', first, first)).toMatchObject({ calls: [], children: [], readBy: first });

    await handle.signal('go_on');
    await endOf(handle);
    expect(rows(await read('orders/whole', first))).toEqual([
      ['reserve', 'ok', 'done'],
      ['charge', 'ok', 'done'],
    ]);
    const [forward] = lab.callsOf('act', 'whole-reserve');
    expect((await read('orders/whole', first)).calls[0]).toMatchObject({ key: forward?.key, frozen: null, epoch: 0 });
  });

  it('after resets has every run but the one that asks, also siblings that no chain leads to', async () => {
    const id = 'orders/siblings';
    const handle = await waiting('siblings');
    const first = handle.firstExecutionRunId;
    lab.script('siblings-charge', { error: 'no' });
    const second = await reset(project.client, id, first, -1);
    const here = project.client.workflow.getHandle(id);
    await here.signal('go_on');
    await endOf(here);
    // Of the same base again: what that one knows of the second run is overwritten.
    const third = await reset(project.client, id, first, 0);
    expect(await runOf(here)).toBe(third);
    const past = await read(id, first, third);
    expect(past.calls.map(({ path, undone }) => [path, undone])).toEqual([
      ['reserve', 'done'],
      ['charge', 'done'],
    ]);
    expect(second).not.toBe(third);
  });

  it('knows a call that was under way when a run ended as unknown', async () => {
    lab.script('flying-reserve', 'hold');
    const handle = await project.start('orders', { name: 'flying' }, 'flying');
    await lab.held('flying-reserve');
    await terminate(project.client, handle);
    lab.release('flying-reserve');
    expect(rows(await read('orders/flying', handle.firstExecutionRunId))).toEqual([['reserve', 'unknown', 'no']]);
  });

  it('leaves out other executions under the same id', async () => {
    const id = 'orders/again';
    const before = await waiting('again');
    await before.signal('go_on');
    await endOf(before);
    const after = await waiting('again');
    expect(rows(await read(id, after.firstExecutionRunId))).toEqual([['reserve', 'ok', 'no']]);
    const keys = new Set(lab.callsOf('act', 'again-reserve').map(({ key }) => key));
    expect(keys.size).toBe(2);
  });

  it('has children as they ended, by their own word where the parent did not see it', async () => {
    const handle = await project.start('outer', { name: 'kid' }, 'kid');
    await waitForWait(handle);
    const { children } = await read('outer/kid', handle.firstExecutionRunId);
    expect(children).toMatchObject([
      { id: 'outer/kid~child@0', path: 'child', epoch: 0, end: 'completed', undone: 'no' },
    ]);
    expect(children[0]?.handed?.ledger).toMatchObject([{ path: 'one', outcome: 'ok' }]);

    lab.script('held-kid', 'hold');
    const other = await project.start('outer', { name: 'held-kid' }, 'held-kid');
    await lab.held('held-kid');
    expect((await read('outer/held-kid', other.firstExecutionRunId)).children).toMatchObject([{ end: 'open' }]);
    await other.terminate();
    const child = project.client.workflow.getHandle('outer/held-kid~child@0');
    await until('the cancel of the child', () => isCancelRequested(child));
    lab.release('held-kid');
    await until('the end of the child', async () => (await child.describe()).status.name !== 'RUNNING');
    expect((await read('outer/held-kid', other.firstExecutionRunId)).children).toMatchObject([{ end: 'nothing' }]);
    expect(lab.left('held-kid')).toBe(0);
  });

  it('knows what a person undid by hand', async () => {
    lab.always('undo:by-hand', { error: 'no' });
    const handle = await project.start('stuck', { name: 'by-hand' }, 'by-hand');
    const { parkId } = await waitForWait(handle);
    const first = handle.firstExecutionRunId;
    expect((await read('stuck/by-hand', first)).calls).toMatchObject([{ outcome: 'ok', undone: 'unclear' }]);
    const decision = { parkId, evidence: 'called the warehouse', reason: 'the tool is broken' };
    await handle.executeUpdate('mark_compensated', { args: [decision] });
    expect(await endOf(handle)).toMatchObject({ type: 'SagaPartiallyCompensated' });
    expect((await read('stuck/by-hand', first)).calls).toMatchObject([{ outcome: 'ok', undone: 'done' }]);
  });

  it('of an execution that is gone cannot be read, and says so for good', async () => {
    const nobody = '01a1ff05-3e33-731d-9276-e34916a25ff8';
    await expect(read('orders/nobody', nobody)).rejects.toMatchObject({ type: 'PastUnreadable', nonRetryable: true });
  });
});
