import { localCaller } from '../../api/operations/caller.ts';
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { OperationError } from '../../api/operations/errors.ts';
import { startExecution } from '../../api/operations/start/start-execution.ts';
import { createTemporalExecutions } from '../../api/temporal/executions.ts';
import { dataConverter } from '../support/data-converter.ts';
import type { Lab } from '../support/lab/lab.ts';
import { useLab } from '../support/lab/use-lab.ts';
import { terminate } from './by-hand.ts';
import { endOf, waitForWait, type End, type TestProject } from '../support/project.ts';

const step = `{ name: greet, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}" }, compensation: undo_act }`;
const input = `input: { type: object, required: [name], properties: { name: { type: string } } }`;
const definitions = [
  `saga_definition:\n  name: once\n  ${input}\n  steps:\n    - ${step}\n`,
  `saga_definition:\n  name: often\n  allow_repeat: true\n  ${input}\n  steps:\n    - ${step}\n`,
  `saga_definition:\n  name: waits\n  ${input}\n  steps:\n    - ${step}\n    - { name: wait, wait_for: { signal: go_on } }\n`,
  `saga_definition:\n  name: fails\n  ${input}\n  steps:\n    - ${step}\n    - { name: no, fail: { type: Enough, message: It ends here. } }\n`,
];

let lab: Lab;
let project: TestProject;

useLab(definitions, (opened) => ({ lab, project } = opened));

/** As `temporal workflow start` does: business input, nothing else. */
function bare(definition: string, name: string): Promise<End> {
  return project.run(definition, { name }, name);
}

/** As "Start workflow like this one" does: the same arguments, no memo. */
async function copied(definition: string, name: string): Promise<WorkflowHandle> {
  const compiled = project.project().plans.get(definition);
  if (compiled === undefined) throw new Error(definition);
  return project.client.workflow.start(definition, {
    taskQueue: project.taskQueue,
    workflowId: `${definition}/${name}`,
    args: [{ name }, { plan: compiled.plan, hash: compiled.planHash }],
  });
}

/** As our API and command line do. */
function byApi(definition: string, name: string, after?: string) {
  const { client, taskQueue } = project;
  const executions = createTemporalExecutions({
    connection: client.connection,
    namespace: client.options.namespace,
    taskQueue,
    dataConverter,
    uiAddress: undefined,
  });
  const { plans } = project.project();
  const all = { find: (wanted: string) => plans.get(wanted), names: () => [...plans.keys()] };
  const deps = { definitions: all, executions, randomId: () => randomUUID() };
  return startExecution(deps, localCaller(null), {
    definition,
    input: { name },
    id: name,
    ...(after === undefined ? {} : { after }),
  });
}

async function codeOf(start: Promise<unknown>): Promise<string> {
  return start.then(
    () => 'started',
    (error: unknown) => (error instanceof OperationError ? error.code : String(error)),
  );
}

const scan = () =>
  project.client.workflow.execute('ReconcileTerminated', {
    taskQueue: project.taskQueue,
    workflowId: `scan-${randomUUID()}`,
  });

describe('after one that completed', () => {
  it('a bare start, a copied one and one by the API are refused, also when another was refused in between', async () => {
    expect(await bare('once', 'first')).toMatchObject({ ok: true });
    for (const end of [await bare('once', 'first'), await endOf(await copied('once', 'first'))]) {
      expect(end).toMatchObject({ ok: false, type: 'AlreadyCompleted' });
      expect(end.ok || end.message).toMatch(
        /^"once\/first" has already completed \(run .*\)\. Choose another id, or say /,
      );
    }
    expect(await codeOf(byApi('once', 'first'))).toBe('already-completed');
    expect(lab.done('first')).toBe(1);
  });

  it('another may follow where the definition allows it', async () => {
    expect(await bare('often', 'repeated')).toMatchObject({ ok: true });
    expect(await bare('often', 'repeated')).toMatchObject({ ok: true });
    expect(await endOf(await copied('often', 'repeated'))).toMatchObject({ ok: true });
    expect(lab.done('repeated')).toBe(3);
  });
});

it('after one that was undone another may follow, under new keys', async () => {
  for (const end of [await bare('fails', 'undone'), await bare('fails', 'undone')]) {
    expect(end).toMatchObject({ type: 'SagaCompensated' });
  }
  expect(new Set(lab.callsOf('act', 'undone').map(({ key }) => key)).size).toBe(2);
});

describe('after one that was terminated', () => {
  it('nothing starts before it was recovered; then it does', async () => {
    const handle = await project.start('waits', { name: 'cut' }, 'cut');
    await waitForWait(handle);
    await terminate(project.client, handle);
    const early = await bare('waits', 'cut');
    expect(early).toMatchObject({ ok: false, type: 'RecoveryPending' });
    const remedy = `sagaflow start waits --id cut --after ${handle.firstExecutionRunId}`;
    expect(early.ok || early.message).toContain(remedy);
    expect(await codeOf(byApi('waits', 'cut'))).toBe('needs-after');

    lab.script('undo:cut', 'hold');
    await scan();
    await lab.held('undo:cut');
    expect(await bare('waits', 'cut')).toMatchObject({ ok: false, type: 'RecoveryPending' });
    expect(await codeOf(byApi('waits', 'cut'))).toBe('recovery-pending');
    lab.release('undo:cut');
    const recovery = project.client.workflow.getHandle(`waits/cut~recovery/${handle.firstExecutionRunId}`);
    expect(await endOf(recovery)).toMatchObject({ type: 'SagaCompensated' });

    const again = await copied('waits', 'cut');
    await waitForWait(again);
    await again.signal('go_on');
    expect(await endOf(again)).toMatchObject({ ok: true });
    expect([lab.done('cut'), lab.left('cut')]).toEqual([2, 1]);
  });

  it('whoever has looked starts with --after', async () => {
    const handle = await project.start('waits', { name: 'looked' }, 'looked');
    await waitForWait(handle);
    await terminate(project.client, handle);
    expect(await codeOf(byApi('waits', 'looked', 'another'))).toBe('needs-after');
    expect(await codeOf(byApi('waits', 'looked', handle.firstExecutionRunId))).toBe('started');
    await waitForWait(project.client.workflow.getHandle('waits/looked'));
  });

  it('before its first effect another may follow at once', async () => {
    const { taskQueue } = project;
    // Nobody works on this queue, so nothing of it has happened.
    const options = { taskQueue: `${taskQueue}-nobody`, workflowId: 'waits/unsent', args: [{ name: 'unsent' }] };
    await terminate(project.client, await project.client.workflow.start('waits', options));
    expect(await codeOf(byApi('waits', 'unsent'))).toBe('started');
  });
});

it('a start by the API has no event more than its steps need', async () => {
  const { runId } = await byApi('once', 'counted');
  const handle = project.client.workflow.getHandle('once/counted', runId);
  await endOf(handle);
  const { events = [] } = await handle.fetchHistory();
  expect(events?.filter(({ markerRecordedEventAttributes: marker }) => marker != null)).toEqual([]);
});

it('a copied start of a continued or child execution is a start of its own: what it claims to carry is not believed', async () => {
  const compiled = project.project().plans.get('once');
  expect(await bare('once', 'claims')).toMatchObject({ ok: true });
  const options = { taskQueue: project.taskQueue, workflowId: 'once/claims' };
  const claims = [
    { keyRoot: 'of-somebody-else', handsOver: true },
    { recovers: { workflowId: 'once/other', firstRunId: 'x', runId: 'x' }, keyRoot: 'x' },
  ];
  for (const carried of claims) {
    const args = [{ name: 'claims' }, { plan: compiled?.plan, hash: compiled?.planHash }, carried];
    const handle = await project.client.workflow.start('once', { ...options, args });
    expect(await endOf(handle)).toMatchObject({ type: 'AlreadyCompleted' });
  }
});
