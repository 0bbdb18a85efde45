import type { WorkflowHandle } from '@temporalio/client';
import { afterEach, describe, expect, it } from 'vitest';
import { createTemporalExecutions } from '../../../api/temporal/executions.ts';
import { VIEW_QUERY } from '../../../plan/messages.ts';
import type { ExecutionView } from '../../../plan/view.ts';
import { dataConverter } from '../../support/data-converter.ts';
import type { Lab } from '../../support/lab/lab.ts';
import { useLab } from '../../support/lab/use-lab.ts';
import { until } from '../../support/progress.ts';
import { endOf, viewOf, waitForWait, type TestProject } from '../../support/project.ts';
import { reset } from '../by-hand.ts';

const act = (step: string): string =>
  `    - { name: ${step}, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-${step}" }, compensation: undo_act }\n`;
const orders = (...steps: string[]): string =>
  `saga_definition:
  name: orders
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
${steps.map((step) => (step === 'go_on' ? '    - { name: go_on, wait_for: { signal: go_on } }\n' : act(step))).join('')}`;
const BEFORE = orders('reserve', 'charge', 'go_on', 'ship');

let lab: Lab;
let project: TestProject;

useLab([BEFORE], (opened) => ({ lab, project } = opened));
afterEach(() => project.reload(BEFORE));

/** With bare input, or with the plan, as our API does it. */
function start(name: string, how: 'bare' | 'with its plan'): Promise<WorkflowHandle> {
  if (how === 'bare') return project.start('orders', { name }, name);
  const compiled = project.project().plans.get('orders');
  if (compiled === undefined) throw new Error('There is no plan.');
  return project.client.workflow.start('orders', {
    taskQueue: project.taskQueue,
    workflowId: `orders/${name}`,
    args: [{ name }, { plan: compiled.plan, hash: compiled.planHash }],
    memo: { admitted: true },
  });
}

async function resetToFirstTask(handle: WorkflowHandle): Promise<WorkflowHandle> {
  const { runId } = await handle.describe();
  const again = await reset(project.client, handle.workflowId, runId, 0);
  return project.client.workflow.getHandle(handle.workflowId, again);
}

/** Of each effect: how often it was done, and how much of it is left. */
function ledger(name: string, ...steps: string[]): number[][] {
  return steps.map((step) => [lab.done(`${name}-${step}`), lab.left(`${name}-${step}`)]);
}

describe.each(['bare', 'with its plan'] as const)('an execution started %s and reset to its first task', (how) => {
  const at = how === 'bare' ? 'b' : 'p';

  it('after a step was renamed charges once', async () => {
    const first = await start(`renamed-${at}`, how);
    await waitForWait(first);
    await project.reload(orders('reserve', 'charge_card', 'go_on', 'ship'));
    const again = await resetToFirstTask(first);
    await waitForWait(again);
    expect((await viewOf(again)).steps.map(({ path }) => path)).toEqual(['reserve', 'charge', 'go_on', 'ship']);
    await again.signal('go_on');
    expect(await endOf(again)).toMatchObject({ ok: true });
    expect(ledger(`renamed-${at}`, 'reserve', 'charge', 'charge_card', 'ship')).toEqual([
      [1, 1],
      [1, 1],
      [0, 0],
      [1, 1],
    ]);
  });

  it('after a step was removed undoes its effect with the others', async () => {
    const name = `removed-${at}`;
    lab.always(`${name}-ship`, { error: 'no' });
    const first = await start(name, how);
    await waitForWait(first);
    await project.reload(orders('reserve', 'go_on', 'ship'));
    const again = await resetToFirstTask(first);
    await waitForWait(again);
    await again.signal('go_on');
    expect(await endOf(again)).toMatchObject({ type: 'SagaCompensated' });
    const [reserved, charged] = ledger(name, 'reserve', 'charge');
    expect([reserved?.[1], charged?.[1]]).toEqual([0, 0]);
  });

  it('after the definition is gone goes on', async () => {
    const first = await start(`gone-${at}`, how);
    await waitForWait(first);
    await project.reload();
    const again = await resetToFirstTask(first);
    await waitForWait(again);
    await again.signal('go_on');
    expect(await endOf(again)).toMatchObject({ ok: true });
    expect(ledger(`gone-${at}`, 'reserve', 'charge', 'ship')).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  });
});

describe('a bare start whose plan stands in a history that is gone', () => {
  it('waits when it is reset, names what it knows, refuses verbs, and a cancel leaves an honest end', async () => {
    const { client, taskQueue } = project;
    const first = await project.start('orders', { name: 'lost' }, 'lost');
    await waitForWait(first);
    await project.stopWorker();
    const again = await resetToFirstTask(first);
    const { workflowId, firstExecutionRunId: runId } = first;
    const workflowExecution = { workflowId, runId };
    await client.workflowService.deleteWorkflowExecution({ namespace: client.options.namespace, workflowExecution });
    await until('the first run to be gone', async () => {
      try {
        await client.workflow.getHandle(workflowId, runId).describe();
        return false;
      } catch {
        return true;
      }
    });
    await project.startWorker();
    const wait = await waitForWait(again);
    expect(wait).toMatchObject({ step: 'plan', kind: 'decision', allowed: [] });
    expect(wait.message).toContain(`The plan of "orders/lost" stands in the history of run ${runId}, which is gone`);
    expect(wait.message).toContain('What its other runs did is not known.');
    await expect(again.executeUpdate('retry', { args: [{}] })).rejects.toMatchObject({
      cause: { message: wait.message },
    });
    const executions = createTemporalExecutions({
      connection: client.connection,
      namespace: client.options.namespace,
      taskQueue,
      dataConverter,
      uiAddress: undefined,
    });
    const own = await again.query<ExecutionView>(VIEW_QUERY);
    expect(await executions.view(workflowId, undefined)).toEqual(own);
    await again.cancel();
    expect(await endOf(again)).toMatchObject({ type: 'SagaPartiallyCompensated', details: { step: 'cancel' } });
    const view = await executions.view(workflowId, undefined);
    expect(view).toMatchObject({ status: 'failed', sagaState: 'partially_compensated', waitingFor: [] });
    expect(await project.run('orders', { name: 'lost' }, 'lost')).toMatchObject({ type: 'RecoveryPending' });
    expect(ledger('lost', 'reserve', 'charge')).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });
});
