import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { makeApiKey } from '../../../api/identity/api-key.ts';
import { renderKeyFile } from '../../../api/identity/key-file.ts';
import { createTemporalExecutions } from '../../../api/temporal/executions.ts';
import { VIEW_QUERY } from '../../../plan/messages.ts';
import type { ExecutionView } from '../../../plan/view.ts';
import { dataConverter } from '../../support/data-converter.ts';
import { createGate, type Gate } from '../../support/gate.ts';
import { startLab, type Lab } from '../../support/lab/lab.ts';
import { until, whileItMoves } from '../../support/progress.ts';
import { endOf } from '../../support/project.ts';
import { testTemporal } from '../../support/temporal.ts';
import { startWorkerProcess } from '../../support/worker-process.ts';
import { cli, interrupt, startCli, untilItSays } from '../cli/project.ts';

const order = `
saga_definition:
  name: order
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: charge, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}" }, compensation: undo_act }
`;

const key = makeApiKey(randomBytes);

let lab: Lab;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  lab = await startLab();
  connection = await Connection.connect({ address: testTemporal().address });
  client = new Client({ connection, namespace: testTemporal().namespace, dataConverter });
});
afterAll(async () => {
  await connection.close();
  await lab.close();
});

/** A project whose servers are behind a gate that is shut, without a lock file. */
async function openFolder(): Promise<{ folder: string; taskQueue: string; gate: Gate }> {
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(lab.platform)?.[1]);
  const gate = await createGate(port);
  const folder = await mkdtemp(join(tmpdir(), 'sagaflow-pending-'));
  onTestFinished(async () => {
    await gate.shut();
    await rm(folder, { recursive: true, force: true });
  });
  await mkdir(join(folder, 'definitions'));
  await writeFile(join(folder, 'platform.yaml'), lab.platform.replaceAll(`:${port}`, `:${gate.port}`));
  await writeFile(join(folder, 'definitions', 'order.yaml'), order);
  return { folder, taskQueue: `test-${randomUUID()}`, gate };
}

async function openWorker() {
  const place = await openFolder();
  const worker = await startWorkerProcess(place.folder, place.taskQueue);
  onTestFinished(() => worker.stop());
  const executions = createTemporalExecutions({
    connection,
    namespace: testTemporal().namespace,
    taskQueue: place.taskQueue,
    dataConverter,
    uiAddress: undefined,
  });
  /** As `temporal workflow start` does. */
  const start = (definition: string, name: string) =>
    client.workflow.start(definition, {
      taskQueue: place.taskQueue,
      workflowId: `${definition}/${name}`,
      args: [{ name }],
    });
  return { ...place, worker, executions, start };
}

function waitingView(handle: WorkflowHandle): Promise<ExecutionView> {
  return whileItMoves(`${handle.workflowId} to wait for a server`, async () => {
    const view = await handle.query<ExecutionView | null>(VIEW_QUERY);
    return view !== null && view.waitingFor.length > 0 ? { found: view } : { seen: JSON.stringify(view) };
  });
}

const SENTENCE = /^"order" is not compiled yet, because the server "keyed" has not said which tools it has\. Nothing/;

it('a start waits for a server that was down when the worker started, says so at every door, and goes on when it is back', async () => {
  const { executions, start, gate, worker } = await openWorker();
  const handle = await start('order', 'waits');
  const own = await waitingView(handle);
  expect(own).toMatchObject({ definition: 'order', status: 'running', sagaState: 'parked', steps: [] });
  expect(own.waitingFor).toMatchObject([{ step: 'plan', kind: 'server', parkId: null, allowed: [] }]);
  expect(own.waitingFor[0]?.message).toMatch(SENTENCE);
  expect(await executions.view(handle.workflowId, undefined)).toEqual(own);
  await until('the list to show it', async () => {
    const page = await executions.list({ limit: 10, sagaState: 'parked' });
    return page.executions.some(({ id, parkReason }) => id === handle.workflowId && SENTENCE.test(parkReason ?? ''));
  });
  await expect(handle.executeUpdate('retry', { args: [{}] })).rejects.toMatchObject({
    cause: { message: expect.stringMatching(SENTENCE) as string },
  });
  const { events = [] } = await handle.fetchHistory();
  expect(events?.filter(({ upsertWorkflowSearchAttributesEventAttributes: one }) => one != null)).toHaveLength(1);

  const told: string[] = [];
  const following = (async () => {
    for await (const { event, head } of executions.follow(handle.workflowId, {})) {
      told.push(`${event.type} ${head.sagaState}`);
    }
  })();
  await gate.open();
  expect(await endOf(handle)).toMatchObject({ ok: true });
  expect([lab.done('waits'), lab.left('waits')]).toEqual([1, 1]);
  await following;
  expect(told).toEqual([
    'plan_awaited parked',
    'plan_settled forward',
    'step_started forward',
    'step_completed forward',
    'closed completed',
  ]);
  const view = await executions.view(handle.workflowId, undefined);
  expect(view).toMatchObject({ status: 'completed', sagaState: 'completed', waitingFor: [], notices: [] });
  expect(await handle.query<ExecutionView>(VIEW_QUERY)).toMatchObject({ sagaState: 'completed', waitingFor: [] });
  expect(worker.log()).toContain('"order" is not compiled yet');
}, 60_000);

it('a cancel ends one that waits, with nothing done, and the id is free', async () => {
  const { executions, start, gate } = await openWorker();
  const handle = await start('order', 'given-up');
  await waitingView(handle);
  await handle.cancel();
  expect(await endOf(handle)).toMatchObject({ ok: false, type: 'CancelledFailure' });
  const view = await executions.view(handle.workflowId, undefined);
  expect(view).toMatchObject({ status: 'canceled', sagaState: 'none', waitingFor: [], failure: { compensated: [] } });
  await until('the list to show no state', async () => {
    const { executions: listed } = await executions.list({ limit: 10 });
    return listed.some(({ id, sagaState }) => id === handle.workflowId && sagaState === 'none');
  });
  expect(lab.callsOf('act', 'given-up')).toEqual([]);
  await gate.open();
  expect(await endOf(await start('order', 'given-up'))).toMatchObject({ ok: true });
  expect(lab.left('given-up')).toBe(1);
}, 60_000);

it('a name that no file has is refused at once', async () => {
  const { start } = await openWorker();
  const end = await endOf(await start('ordre', 'typo'));
  expect(end).toMatchObject({ ok: false, type: 'UnknownDefinition' });
  expect(end.ok || end.message).toContain('There is no definition "ordre" here. Known: order.');
}, 60_000);

it('an API that started while a server was down serves the definition when it is back', async () => {
  const { folder, taskQueue, gate } = await openFolder();
  const api = startCli(['api'], folder, {
    SAGAFLOW_HTTP_PORT: '0',
    SAGAFLOW_TASK_QUEUE: taskQueue,
    TEMPORAL_ADDRESS: testTemporal().address,
    TEMPORAL_NAMESPACE: testTemporal().namespace,
    SAGAFLOW_API_KEYS: renderKeyFile([{ id: key.id, hash: key.hash, principal: 'office', scopes: ['admin'] }]),
  });
  onTestFinished(async () => {
    await interrupt(api);
  });
  const url = /"url":"([^"]+)"/.exec(await untilItSays(api, 'API is ready'))?.[1] ?? '';
  const problem = async (): Promise<string | null> => {
    const answer = await fetch(`${url}/v1/definitions/order`, { headers: { authorization: `Bearer ${key.text}` } });
    return ((await answer.json()) as { problem: string | null }).problem;
  };
  expect(await problem()).toContain('"order" cannot start now');
  await gate.open();
  await until('the definition to be ready', async () => (await problem()) === null);
}, 60_000);

it('doctor and validate agree on what is compiled', async () => {
  const { folder, gate } = await openFolder();
  const place = { TEMPORAL_ADDRESS: testTemporal().address, TEMPORAL_NAMESPACE: testTemporal().namespace };
  const says = '"order" is not compiled yet, because the server "keyed" has not said which tools it has';
  const ask = async () => [await cli(['validate'], folder, place), await cli(['doctor'], folder, place)];
  const [before, doctorBefore] = await ask();
  expect([before?.code, before?.out]).toEqual([0, expect.stringContaining(says)]);
  expect([doctorBefore?.code, doctorBefore?.out]).toEqual([5, expect.stringContaining(says)]);
  await gate.open();
  const [after, doctorAfter] = await ask();
  expect([after?.code, after?.out.includes('not compiled yet')]).toEqual([0, false]);
  expect(doctorAfter?.out).toContain('1 compile');
  expect(doctorAfter?.out).not.toContain('not compiled yet');
}, 60_000);
