import { randomUUID } from 'node:crypto';
import { ScheduleClient, type WorkflowHandle } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import type { Scan } from '../../activities/start-recoveries.ts';
import { createTemporalExecutions } from '../../api/temporal/executions.ts';
import { keepReconciler, wantsReconciler } from '../../mains/keep-reconciler.ts';
import type { Output } from '../../mains/context.ts';
import { ensureReconciler, removeReconciler, scheduleId } from '../../worker/reconciler.ts';
import { dataConverter } from '../support/data-converter.ts';
import type { Lab } from '../support/lab/lab.ts';
import { useLab } from '../support/lab/use-lab.ts';
import { reset, terminate, untilListed } from './by-hand.ts';
import { until } from '../support/progress.ts';
import { endOf, waitForWait, type TestProject } from '../support/project.ts';

const twoSteps = `
saga_definition:
  name: orders
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: look, mcp_server: keyed, action: look, arguments: { name: "\${{ input.name }}" } }
    - { name: reserve, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-reserve" }, compensation: undo_act }
    - { name: charge, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-charge" }, compensation: undo_act }
    - { name: wait, wait_for: { signal: go_on } }
`;
const withPivot = `
saga_definition:
  name: pays
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: reserve, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-reserve" }, compensation: undo_act }
    - { name: pay, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-pay" }, pivot: true, compensation: { none: paid is paid } }
    - { name: wait, wait_for: { signal: go_on } }
`;
const parent = `
saga_definition:
  name: parents
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: before, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-before" }, compensation: undo_act }
    - { name: done, workflow: inner, arguments: { name: "\${{ input.name }}-done", waits: false } }
    - { name: open, workflow: inner, arguments: { name: "\${{ input.name }}-open", waits: true } }
`;
const inner = `
saga_definition:
  name: inner
  input: { type: object, required: [name, waits], properties: { name: { type: string }, waits: { type: boolean } } }
  steps:
    - { name: act, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}" }, compensation: undo_act }
    - { name: wait, when: "\${{ input.waits }}", wait_for: { signal: go_on } }
`;
const counts = `
saga_definition:
  name: counts
  input: { type: object, required: [name, numbers], properties: { name: { type: string }, numbers: { type: array, items: { type: integer } } } }
  steps:
    - { name: first, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-first" }, compensation: undo_act }
    - { name: each, for_each: "\${{ input.numbers }}", as: number, max_concurrency: 40, mcp_server: keyed, action: look, arguments: { name: each }, output: "\${{ number }}" }
    - { name: last, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-last" }, compensation: undo_act }
    - { name: wait, wait_for: { signal: go_on } }
`;
const plain = `
workflow_definition:
  name: plain_work
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: act, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}" } }
    - { name: wait, wait_for: { signal: go_on } }
`;

const definitions = [twoSteps, withPivot, inner, parent, counts, plain];

let lab: Lab;
let project: TestProject;

useLab(definitions, (opened) => ({ lab, project } = opened));

/** One look of the reconciler, as its schedule would start it. */
function scan(): Promise<Scan> {
  const options = { taskQueue: project.taskQueue, workflowId: `scan-${randomUUID()}` };
  return project.client.workflow.execute<() => Promise<Scan>>('ReconcileTerminated', options);
}

async function recoveryOf(id: string): Promise<WorkflowHandle> {
  const { runId } = await project.client.workflow.getHandle(id).describe();
  return project.client.workflow.getHandle(`${id}~recovery/${runId}`);
}

async function exists(handle: WorkflowHandle): Promise<boolean> {
  return handle.describe().then(
    () => true,
    () => false,
  );
}

describe('an execution that was terminated', () => {
  it('is undone by one recovery, with its own keys, whatever it is scanned', async () => {
    const handle = await project.start('orders', { name: 'cut' }, 'cut');
    await waitForWait(handle);
    await terminate(project.client, handle);
    const first = await scan();
    expect(first.started).toEqual([(await recoveryOf('orders/cut')).workflowId]);
    expect((await scan()).started).toEqual([]);

    const end = await endOf(await recoveryOf('orders/cut'));
    expect(end).toMatchObject({
      ok: false,
      type: 'SagaCompensated',
      details: { step: 'terminated', compensated: ['charge', 'reserve'], notCompensated: [] },
    });
    for (const name of ['cut-reserve', 'cut-charge']) {
      expect([lab.done(name), lab.left(name)]).toEqual([1, 0]);
      const [forward] = lab.callsOf('act', name);
      expect(lab.callsOf('undo_act', name).map(({ compensates }) => compensates)).toEqual([forward?.key]);
    }
    expect((await scan()).started).toEqual([]);

    const { client, taskQueue } = project;
    const { connection } = client;
    const { namespace } = client.options;
    const executions = createTemporalExecutions({
      connection,
      namespace,
      taskQueue,
      dataConverter,
      uiAddress: undefined,
    });
    const view = await executions.view((await recoveryOf('orders/cut')).workflowId);
    expect(view).toMatchObject({ definition: 'orders', status: 'failed', sagaState: 'compensated' });
    const undone = view?.steps.filter(({ status }) => status === 'compensated').map(({ path }) => path);
    expect(undone).toEqual(['reserve', 'charge']);
    const { executions: listed } = await executions.list({ limit: 100 });
    expect(new Set(listed.map(({ definition }) => definition))).not.toContain('ReconcileTerminated');
  });

  it('in the middle of a call is undone too, as an unknown one', async () => {
    lab.script('mid-charge', 'hold');
    const handle = await project.start('orders', { name: 'mid' }, 'mid');
    await lab.held('mid-charge');
    await terminate(project.client, handle);
    lab.release('mid-charge');
    await scan();
    expect(await endOf(await recoveryOf('orders/mid'))).toMatchObject({ type: 'SagaCompensated' });
    expect([lab.left('mid-reserve'), lab.left('mid-charge')]).toEqual([0, 0]);
  });

  it('before its first effect needs no recovery', async () => {
    lab.script('early', 'hold');
    const handle = await project.start('orders', { name: 'early' }, 'early');
    await lab.held('early');
    await terminate(project.client, handle);
    lab.release('early');
    expect((await scan()).started).toEqual([]);
    expect(await exists(await recoveryOf('orders/early'))).toBe(false);
  });

  it('of a definition that does not compensate is left alone', async () => {
    const handle = await project.start('plain_work', { name: 'left' }, 'left');
    await waitForWait(handle);
    await terminate(project.client, handle);
    expect((await scan()).started).toEqual([]);
    expect(lab.left('left')).toBe(1);
  });

  it('by a reset is left alone: its latest run goes on', async () => {
    const handle = await project.start('orders', { name: 'reset' }, 'reset');
    await waitForWait(handle);
    await reset(project.client, 'orders/reset', handle.firstExecutionRunId, 0);
    await untilListed(project.client, "WorkflowId = 'orders/reset' AND ExecutionStatus = 'Terminated'");
    expect((await scan()).started).toEqual([]);
    const latest = project.client.workflow.getHandle('orders/reset');
    await latest.signal('go_on');
    expect(await endOf(latest)).toMatchObject({ ok: true });
    expect([lab.left('reset-reserve'), lab.left('reset-charge')]).toEqual([1, 1]);
  });

  it('after it was continued in a new run is undone from its first run on', async () => {
    const numbers = Array.from({ length: 1_400 }, (_, index) => index);
    const handle = await project.start('counts', { name: 'long', numbers }, 'long');
    const seen = (): string => String(lab.calls.length);
    await until('the last step of a long one', () => lab.callsOf('act', 'long-last').length > 0, seen);
    const latest = project.client.workflow.getHandle('counts/long');
    await waitForWait(latest);
    expect((await latest.describe()).runId).not.toBe(handle.firstExecutionRunId);
    await terminate(project.client, latest);
    await scan();
    expect(await endOf(await recoveryOf('counts/long'))).toMatchObject({
      type: 'SagaCompensated',
      details: { compensated: ['last', 'first'] },
    });
    expect([lab.left('long-first'), lab.left('long-last')]).toEqual([0, 0]);
  });

  it('with children: a completed one is undone by the recovery, an open one undoes itself', async () => {
    const handle = await project.start('parents', { name: 'family' }, 'family');
    const child = project.client.workflow.getHandle('parents/family~open@0');
    await until('the start of the child', () => exists(child));
    await waitForWait(child);
    await terminate(project.client, handle);
    await scan();
    expect(await endOf(await recoveryOf('parents/family'))).toMatchObject({
      type: 'SagaCompensated',
      details: { compensated: ['done', 'before'] },
    });
    const names = ['family-before', 'family-done', 'family-open'];
    expect(names.map((name) => [lab.done(name), lab.left(name)])).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
  });

  it('in the middle of its recovery: that one is recovered in its turn, and nothing is undone twice', async () => {
    const handle = await project.start('orders', { name: 'twice' }, 'twice');
    await waitForWait(handle);
    await terminate(project.client, handle);
    lab.script('undo:twice-reserve', 'hold');
    await scan();
    await lab.held('undo:twice-reserve');
    const recovery = await recoveryOf('orders/twice');
    await terminate(project.client, recovery);
    lab.release('undo:twice-reserve');
    const { started } = await scan();
    expect(started).toEqual([(await recoveryOf(recovery.workflowId)).workflowId]);
    expect(await endOf(await recoveryOf(recovery.workflowId))).toMatchObject({ type: 'SagaCompensated' });
    expect([lab.left('twice-reserve'), lab.left('twice-charge')]).toEqual([0, 0]);
    expect(lab.callsOf('undo_act', 'twice-charge')).toHaveLength(1);
    const keys = lab.callsOf('undo_act', 'twice-reserve').map(({ key }) => key);
    expect(new Set(keys).size).toBe(1);
  });

  it('past its point of no return waits for a person and undoes nothing', async () => {
    const handle = await project.start('pays', { name: 'paid' }, 'paid');
    await waitForWait(handle);
    await terminate(project.client, handle);
    await scan();
    const wait = await waitForWait(await recoveryOf('pays/paid'));
    expect(wait.kind).toBe('decision');
    expect([lab.left('paid-reserve'), lab.left('paid-pay')]).toEqual([1, 1]);
  });
});

describe('the schedule', () => {
  it('looks by itself, is there once, and can be taken away', async () => {
    const { connection, options } = project.client;
    const schedules = new ScheduleClient({ connection, namespace: options.namespace });
    await ensureReconciler(schedules, project.taskQueue);
    await ensureReconciler(schedules, project.taskQueue, 1_000);
    const handle = await project.start('orders', { name: 'scheduled' }, 'scheduled');
    await waitForWait(handle);
    await handle.terminate();
    const recovery = await recoveryOf('orders/scheduled');
    await until('the start of the recovery', () => exists(recovery));
    expect(await endOf(recovery)).toMatchObject({ type: 'SagaCompensated' });
    await removeReconciler(schedules, project.taskQueue);
    await removeReconciler(schedules, project.taskQueue);
    await expect(schedules.getHandle(scheduleId(project.taskQueue)).describe()).rejects.toThrow();
  });

  it('is made and taken away as SAGAFLOW_RECONCILER says', async () => {
    const { client, taskQueue } = project;
    const { namespace } = client.options;
    const { connection } = client;
    const target = { connection, namespace };
    const complaints: string[] = [];
    const stderr = { write: (text: string) => void complaints.push(text) } as unknown as Output;
    const schedule = new ScheduleClient({ connection, namespace }).getHandle(scheduleId(taskQueue));
    const keep = (written?: string) =>
      keepReconciler(
        { stderr, dataConverter },
        wantsReconciler({ environment: { SAGAFLOW_RECONCILER: written } }),
        target,
        taskQueue,
      );

    await keep();
    expect((await schedule.describe()).spec.intervals).toMatchObject([{ every: 60_000 }]);
    await keep('off');
    await expect(schedule.describe()).rejects.toThrow();
    expect(() => wantsReconciler({ environment: { SAGAFLOW_RECONCILER: 'of' } })).toThrow('it is on or off');
    expect(complaints).toEqual([]);
  });
});
