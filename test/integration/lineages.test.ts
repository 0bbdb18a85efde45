import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import type { Scan } from '../../activities/start-recoveries.ts';
import { createTemporalExecutions } from '../../api/temporal/executions.ts';
import { dataConverter } from '../support/data-converter.ts';
import type { Lab } from '../support/lab/lab.ts';
import { useLab } from '../support/lab/use-lab.ts';
import { until } from '../support/progress.ts';
import { endOf, waitForWait, type TestProject } from '../support/project.ts';
import { reset, terminate } from './by-hand.ts';

const input = 'input: { type: object, required: [name], properties: { name: { type: string } } }';
const act = (step: string): string =>
  `{ name: ${step}, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-${step}" }, compensation: undo_act }`;
const definitions = [
  `
saga_definition:
  name: orders
  ${input}
  steps:
    - ${act('reserve')}
    - ${act('charge')}
    - { name: wait, wait_for: { signal: go_on } }
`,
  `
saga_definition:
  name: inner
  ${input}
  steps:
    - ${act('act')}
`,
  `
saga_definition:
  name: outer
  ${input}
  steps:
    - { name: child, workflow: inner, arguments: { name: "\${{ input.name }}" } }
    - { name: stop, fail: { type: Enough, message: It ends here. } }
`,
];

let lab: Lab;
let project: TestProject;

useLab(definitions, (opened) => ({ lab, project } = opened));

/** One look of the reconciler. */
async function scan(): Promise<string[]> {
  const options = { taskQueue: project.taskQueue, workflowId: `scan-${randomUUID()}` };
  const { started } = await project.client.workflow.execute<() => Promise<Scan>>('ReconcileTerminated', options);
  return started;
}

function handleOf(id: string): WorkflowHandle {
  return project.client.workflow.getHandle(id);
}

function executions() {
  const { client, taskQueue } = project;
  const { connection, options } = client;
  return createTemporalExecutions({
    connection,
    namespace: options.namespace,
    taskQueue,
    dataConverter,
    uiAddress: undefined,
  });
}

/** What is in force, of `reserve` and `charge`. */
function inForce(name: string): number[] {
  return [lab.left(`${name}-reserve`), lab.left(`${name}-charge`)];
}

/** An order that was terminated while it waited, and its recovery. */
async function terminated(name: string): Promise<{ handle: WorkflowHandle; runId: string; recovery: WorkflowHandle }> {
  const handle = await project.start('orders', { name }, name);
  await waitForWait(handle);
  await terminate(project.client, handle);
  const [id = ''] = await scan();
  return { handle: handleOf(handle.workflowId), runId: handle.firstExecutionRunId, recovery: handleOf(id) };
}

async function isClosed(handle: WorkflowHandle): Promise<boolean> {
  return (await handle.describe()).status.name !== 'RUNNING';
}

describe('terminated, recovered, reset and terminated again', () => {
  it('is recovered again: the first recovery knows nothing of what was done since', async () => {
    const { handle, runId, recovery } = await terminated('again');
    expect(recovery.workflowId).toBe(`orders/again~recovery/${runId}`);
    await endOf(recovery);
    expect(inForce('again')).toEqual([0, 0]);

    const second = await reset(project.client, 'orders/again', runId, 0);
    await waitForWait(handle);
    expect(inForce('again')).toEqual([1, 1]);
    await terminate(project.client, handleOf('orders/again'));
    const before = await executions().past('orders/again');
    expect(before?.remains).toEqual({ kind: 'something' });

    expect(await scan()).toEqual([`orders/again~recovery/${second}`]);
    expect(await endOf(handleOf(`orders/again~recovery/${second}`))).toMatchObject({ type: 'SagaCompensated' });
    expect(inForce('again')).toEqual([0, 0]);
    expect(await scan()).toEqual([]);
    expect((await executions().past('orders/again'))?.remains).toEqual({ kind: 'nothing' });
  });
});

describe('a terminated run that is reset while its recovery', () => {
  it('is parked: the recovery stands down, and what the run rests on stays', async () => {
    lab.always('undo:parked-reserve', { status: 403, body: 'not you' });
    const { handle, runId, recovery } = await terminated('parked');
    await waitForWait(recovery);
    expect(inForce('parked')).toEqual([1, 0]);

    const later = await reset(project.client, 'orders/parked', runId, -1);
    await handle.signal('go_on');
    expect(await endOf(handle)).toMatchObject({ ok: true });
    expect(inForce('parked')).toEqual([1, 1]);
    expect(await endOf(recovery)).toEqual({ ok: true, output: `superseded by ${later}` });
    const view = await executions().view(recovery.workflowId);
    expect(view).toMatchObject({ status: 'completed', sagaState: 'none', waitingFor: [] });
    expect(view?.notices).toMatchObject([{ type: 'Superseded' }]);
    expect(await scan()).toEqual([]);
  });

  it('has a call under way: the run waits for its end, and sends nothing before', async () => {
    lab.script('undo:busy-charge', 'hold');
    const { handle, runId, recovery } = await terminated('busy');
    await lab.held('undo:busy-charge');
    await reset(project.client, 'orders/busy', runId, -1);
    await handle.signal('go_on');
    await until('the recovery to be told', async () => {
      const { events } = await recovery.fetchHistory();
      return (events ?? []).some(
        ({ workflowExecutionSignaledEventAttributes: one }) => one?.signalName === 'stand_down',
      );
    });
    expect([await isClosed(handle), lab.callsOf('act', 'busy-charge').length]).toEqual([false, 1]);

    lab.release('undo:busy-charge');
    expect(await endOf(handle)).toMatchObject({ ok: true });
    expect(await endOf(recovery)).toMatchObject({ ok: true });
    expect(inForce('busy')).toEqual([1, 1]);
    expect(lab.callsOf('undo_act', 'busy-reserve')).toEqual([]);
  });

  it('has a call under way, and that is reset once more while it waits: the latest run looks again', async () => {
    lab.script('undo:thrice-charge', 'hold');
    const { handle, runId } = await terminated('thrice');
    await lab.held('undo:thrice-charge');
    const second = await reset(project.client, 'orders/thrice', runId, -1);
    await handle.signal('go_on');
    const isLooking = async (): Promise<boolean> => {
      const { raw } = await handle.describe();
      return raw.pendingActivities?.some(({ activityType }) => activityType?.name === 'readPast') ?? false;
    };
    await until('the second run to wait', isLooking);
    // One more workflow task, so that the look lies before the point of the reset.
    const { historyLength } = await handle.describe();
    await handle.signal('go_on');
    await until('its workflow task', async () => (await handle.describe()).historyLength >= historyLength + 4);
    await reset(project.client, 'orders/thrice', second, -1);
    await until('the third run to wait', isLooking);
    lab.release('undo:thrice-charge');
    expect(await endOf(handle)).toMatchObject({ ok: true });
    expect(inForce('thrice')).toEqual([1, 1]);
    const view = await executions().view('orders/thrice');
    expect(view).toMatchObject({ status: 'completed', sagaState: 'completed' });
    expect(view?.notices.map(({ type }) => type)).not.toContain('HistoryMisread');
  });

  it('is between two undos: it looks before the next one, although nobody has told it', async () => {
    lab.script('undo:looks-charge', 'hold');
    const { handle, runId, recovery } = await terminated('looks');
    await lab.held('undo:looks-charge');
    // Reset into its wait: the run asks nobody before the signal comes.
    const later = await reset(project.client, 'orders/looks', runId, -1);
    lab.release('undo:looks-charge');
    expect(await endOf(recovery)).toEqual({ ok: true, output: `superseded by ${later}` });
    expect(inForce('looks')).toEqual([1, 0]);
    await handle.signal('go_on');
    expect(await endOf(handle)).toMatchObject({ ok: true });
    expect(inForce('looks')).toEqual([1, 1]);
  });

  it('is parked, and is terminated again: the second recovery waits for the first, and nothing is undone twice', async () => {
    lab.script('undo:two-reserve', ...Array.from({ length: 5 }, () => ({ error: 'locked' })));
    const { runId, recovery } = await terminated('two');
    const { parkId } = await waitForWait(recovery);
    const later = await reset(project.client, 'orders/two', runId, -1);
    await terminate(project.client, handleOf('orders/two'));
    expect(await scan()).toEqual([`orders/two~recovery/${later}`]);
    const second = handleOf(`orders/two~recovery/${later}`);
    await until('the second recovery to wait', async () => {
      const { raw } = await second.describe();
      return raw.pendingActivities?.some(({ activityType }) => activityType?.name === 'readPast') ?? false;
    });
    expect(inForce('two')).toEqual([1, 0]);

    await recovery.executeUpdate('retry', { args: [{ parkId }] });
    expect(await endOf(recovery)).toEqual({ ok: true, output: `superseded by ${later}` });
    expect(await endOf(second)).toMatchObject({ type: 'SagaCompensated' });
    expect(inForce('two')).toEqual([0, 0]);
    expect(lab.callsOf('undo_act', 'two-charge')).toHaveLength(1);
  });
});

describe('a completed child that its parent has undone', () => {
  it('and that is reset by hand knows it: it does its work again', async () => {
    await endOf(await project.start('outer', { name: 'undone' }, 'undone'));
    expect(lab.left('undone-act')).toBe(0);
    const child = handleOf('outer/undone~child@0');
    const { runId } = await child.describe();
    await reset(project.client, child.workflowId, runId, -1);
    expect(await endOf(handleOf(child.workflowId))).toMatchObject({ ok: true });
    expect([lab.done('undone-act'), lab.left('undone-act')]).toEqual([2, 1]);
  });
});
