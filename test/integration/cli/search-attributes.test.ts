import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeApiKey } from '../../../api/identity/api-key.ts';
import { renderKeyFile } from '../../../api/identity/key-file.ts';
import { locateTemporal } from '../../../cli/temporal/locate.ts';
import { startTemporalServer } from '../../../cli/temporal/start-server.ts';
import type { SearchAttributeTypes } from '../../../cli/temporal/server-arguments.ts';
import type { ExecutionView } from '../../../plan/view.ts';
import { createLog } from '../../../project/log.ts';
import { installRuntime } from '../../../worker/runtime.ts';
import { workflowCode } from '../../../worker/workflow-code.ts';
import { SEARCH_ATTRIBUTES } from '../../../workflows/search-attributes.ts';
import { dataConverter } from '../../support/data-converter.ts';
import { locateOptions } from '../../support/temporal.ts';
import { cli, createProject, interrupt, startCli, untilItSays } from './project.ts';

let binary = '';

beforeAll(async () => {
  installRuntime(createLog('silent'));
  const options = locateOptions();
  const located = await locateTemporal({
    ...options,
    environment: { ...options.environment, TEMPORAL_ADDRESS: undefined },
    say: () => undefined,
  });
  if ('binary' in located) binary = located.binary;
}, 600_000);

/** A project, and a Temporal server of its own with these search attributes and no others. */
async function open(searchAttributes: SearchAttributeTypes) {
  const options = { binary, port: 0, uiPort: false as const, searchAttributes, say: () => undefined };
  const server = await startTemporalServer(options);
  const connection = await Connection.connect({ address: server.address });
  const project = createProject({ 'asks.yaml': ASKS });
  const key = makeApiKey(randomBytes);
  const keys = renderKeyFile([{ id: key.id, hash: key.hash, principal: 'ada', scopes: ['definition:*:read'] }]);
  const environment = { TEMPORAL_ADDRESS: server.address, SAGAFLOW_API_KEYS: keys, SAGAFLOW_HTTP_PORT: '0' };
  onTestFinished(async () => {
    project.remove();
    await connection.close();
    await server.stop();
  });
  const { namespace } = server;
  return {
    connection,
    namespace,
    client: new Client({ connection, namespace, dataConverter }),
    headers: { authorization: `Bearer ${key.text}` },
    run: (...args: string[]) => cli(args, project.folder, environment),
    /** Starts a process and waits until it is ready; gives everything that it has said. */
    serve: async (command: 'worker' | 'api'): Promise<string> => {
      const child = startCli([command], project.folder, environment);
      onTestFinished(async () => {
        await interrupt(child);
      });
      return untilItSays(child, command === 'api' ? 'API is ready' : 'worker is ready');
    },
  };
}

const ASKS = `
workflow_definition:
  name: asks
  steps:
    - name: ask
      approval: { prompt: "Go on?", timeout: 1h }
    - name: stock
      depends_on: [ask]
      mcp_server: inventory_server
      action: get_stock
      arguments: { sku: desk-lamp }
`;

const order = (id: string, payment: string): string =>
  JSON.stringify({
    order_id: id,
    customer_id: 'cus_1001',
    items: [{ sku: 'standing-desk', quantity: 1 }],
    amount: 499,
    currency: 'EUR',
    payment_token: payment,
    address: { street: 'Harbour Street 1', city: 'Hamburg', postal_code: '20457', country: 'DE' },
  });

const keywords = (count: number): SearchAttributeTypes =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`Other${String(index)}`, 'Keyword' as const]));

describe('a namespace without search attributes', { timeout: 120_000 }, () => {
  it('gets them from whichever process is first, and executions run to their end', async () => {
    const { serve, run } = await open({});
    const said = await Promise.all([serve('worker'), serve('worker'), serve('api')]);
    for (const text of said) expect(text).not.toContain('search attribute');
    expect(await run('run', 'order_processing_saga', '--input', order('o-1', 'pm_card_declined'))).toMatchObject({
      code: 3,
    });
    await expect
      .poll(async () => (await run('list', '--state', 'compensated')).out)
      .toContain('order_processing_saga/');
  });
});

describe('a namespace whose SagaState has another type', { timeout: 120_000 }, () => {
  it('is refused by every process at its start with a way to mend it, and is taken when it is mended', async () => {
    const { run, serve, connection, namespace } = await open({ SagaState: 'Int' });
    for (const command of ['worker', 'api', 'dev']) {
      const { code, err } = await run(command);
      expect(err).toContain(
        'Search attribute "SagaState" has the type Int in namespace "default" and must have the type',
      );
      expect(err).toContain('temporal operator search-attribute remove --namespace default --name SagaState');
      expect(code).toBe(5);
    }
    await connection.operatorService.removeSearchAttributes({ namespace, searchAttributes: ['SagaState'] });
    expect(await serve('worker')).not.toContain('search attribute');
    expect(await run('run', 'order_processing_saga', '--input', order('o-1', 'pm_card_visa'))).toMatchObject({
      code: 0,
    });
  });
});

describe('a namespace that has no room for all of them', { timeout: 120_000 }, () => {
  it('is done without those that cannot be had: each is named once, and executions run, wait, are undone and are shown', async () => {
    const { serve, run } = await open(keywords(10));
    const said = await serve('worker');
    for (const [name, type] of Object.entries(SEARCH_ATTRIBUTES)) {
      const times = said.split(`The search attribute \\"${name}\\" (${type}) cannot be had`).length - 1;
      expect([name, times]).toEqual([name, type === 'Keyword' ? 1 : 0]);
    }
    expect(said).toContain('cannot have more than 10 search attribute of type Keyword');

    const done = ['run', 'order_processing_saga', '--id', 'done', '--input', order('o-1', 'pm_card_visa')];
    expect(await run(...done)).toMatchObject({ code: 0 });
    const undone = ['run', 'order_processing_saga', '--id', 'undone', '--input', order('o-2', 'pm_card_declined')];
    expect(await run(...undone)).toMatchObject({ code: 3 });
    expect(viewIn(await run('show', 'order_processing_saga/undone', '--json'))).toMatchObject({
      status: 'failed',
      sagaState: 'compensated',
      failure: { compensated: ['reserve_inventory'] },
    });
    expect(await run('start', 'asks', '--id', 'one')).toMatchObject({ code: 0 });
    await expect
      .poll(async () => viewIn(await run('show', 'asks/one', '--json')).waitingFor)
      .toMatchObject([{ step: 'ask', kind: 'approval' }]);
    expect(await run('approve', 'asks/one', 'ask')).toMatchObject({ code: 0 });
    await expect.poll(async () => viewIn(await run('show', 'asks/one', '--json')).status).toBe('completed');

    await expect.poll(async () => (await run('list')).out).toMatch(/order_processing_saga\/undone +failed/);
    const parked = await run('list', '--state', 'parked');
    expect(parked).toMatchObject({ code: 1 });
    expect(parked.err).toContain('the namespace has no search attribute "SagaState"');
  });

  it('is listed by REST with the caller’s own executions, although Temporal cannot tell tenants apart', async () => {
    const { serve, run, client, headers } = await open(keywords(10));
    const [api] = await Promise.all([serve('api'), serve('worker')]);
    const url = /"url":"([^"]+)"/.exec(api)?.[1] ?? '';
    expect(await run('start', 'asks', '--id', 'own')).toMatchObject({ code: 0 });
    const options = { taskQueue: 'sagaflow', workflowId: 'asks/of-acme', args: [{}], memo: { tenant: 'acme' } };
    await client.workflow.start('asks', options);
    await expect.poll(async () => (await client.workflow.count(`WorkflowType = 'asks'`)).count).toBe(2);
    const answer = await fetch(`${url}/v1/executions`, { headers });
    const listed = (await answer.json()) as { executions: { id: string }[] };
    expect(listed.executions.map(({ id }) => id)).toEqual(['asks/own']);
  });

  it('leaves histories that replay once it has room, and replay again when it has none', async () => {
    const { serve, run, client } = await open(keywords(9));
    await serve('worker');
    await run('run', 'order_processing_saga', '--id', 'undone', '--input', order('o-2', 'pm_card_declined'));
    const history = await client.workflow.getHandle('order_processing_saga/undone').fetchHistory();
    for (const missing of [[], ['ParkReason'], Object.keys(SEARCH_ATTRIBUTES)]) {
      const missingAttributes = new Set(missing);
      const workflowBundle = await workflowCode({ dataConverter, interceptorModules: [], missingAttributes });
      await Worker.runReplayHistory({ workflowBundle, dataConverter }, history, 'order_processing_saga/undone');
    }
  });
});

function viewIn({ out }: { out: string }): ExecutionView {
  return JSON.parse(out) as ExecutionView;
}
