import type { ChildProcess } from 'node:child_process';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WithData } from '../../../api/operations/data/add-data.ts';
import type { ExecutionView } from '../../../plan/view.ts';
import { until } from '../../support/progress.ts';
import { testTemporal } from '../../support/temporal.ts';
import { cli, cliHere, createProject, interrupt, startCli, untilItSays } from './project.ts';
import type { Ended } from './project.ts';

const PARKS = `
saga_definition:
  name: parks
  steps:
    - name: reserve_inventory
      mcp_server: inventory_server
      action: reserve_items
      compensation: release_reservation
    - name: charge_payment
      mcp_server: payment_server
      action: charge_card
      compensation: refund_charge
      on_failure: park
`;
const ASKS = `
workflow_definition:
  name: asks
  steps:
    - name: review
      approval:
        approvers: [ops]
        prompt: May it go on?
        form: { type: object, required: [limit], properties: { limit: { type: integer } } }
    - name: goods
      wait_for: { signal: goods_arrived }
  output:
    limit: \${{ steps.review.output.form.limit }}
    pieces: \${{ steps.goods.output }}
`;

const ORDER = {
  customer_id: 'cus_1001',
  items: [{ sku: 'standing-desk', quantity: 1 }],
  amount: 499,
  currency: 'EUR',
  address: { street: 'Harbour Street 1', city: 'Hamburg', postal_code: '20457', country: 'DE' },
};
const order = (id: string, token: string): string => JSON.stringify({ ...ORDER, order_id: id, payment_token: token });
const charge = (id: string): string => {
  const { items, amount, currency } = ORDER;
  return JSON.stringify({ items, amount, currency, order_id: id, payment_token: 'pm_card_declined' });
};

const project = createProject({ 'parks.yaml': PARKS, 'asks.yaml': ASKS });
let environment: Record<string, string> = {};
let worker: ChildProcess;

const run = (...args: string[]): Promise<Ended> => cliHere(args, project.folder, environment);
/** As people do, with streams and exit code. */
const runAlone = (...args: string[]): Promise<Ended> => cli(args, project.folder, environment);
const show = async (id: string): Promise<ExecutionView> =>
  JSON.parse((await run('show', id, '--json')).out) as ExecutionView;

beforeAll(async () => {
  const { address, namespace } = testTemporal();
  environment = {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    SAGAFLOW_TASK_QUEUE: `cli-${String(process.pid)}`,
  };
  const locked = await run('lock');
  expect(locked).toMatchObject({ code: 0 });
  worker = startCli(['worker'], project.folder, environment);
  await untilItSays(worker, 'worker is ready');
});
afterAll(async () => {
  const code = await interrupt(worker);
  project.remove();
  expect(code).toBe(0);
});

describe('run', () => {
  it('shows a line a step and the output, and ends with 0', async () => {
    const { code, out } = await runAlone(
      'run',
      'order_processing_saga',
      '--id',
      'good',
      '--input',
      order('good', 'pm_card_visa'),
    );
    expect(out).toMatch(/^order_processing_saga\/good\n✓ reserve_inventory +inventory_server.reserve_items +\d/);
    expect(out).toMatch(/\nCompleted in .*\n\{\n {2}"update_customer": \{/);
    expect(code).toBe(0);
  });

  it('of a declined card ends with 3, names the step and what was undone, and leaves nothing behind', async () => {
    const before = project.net();
    const { code, out, err } = await runAlone(
      'run',
      'order_processing_saga',
      '--id',
      'declined',
      '--input',
      order('declined', 'pm_card_declined'),
    );
    expect(out).toMatch(/✗ charge_payment .*The card was declined/);
    expect(out).toMatch(/↶ reserve_inventory undone by inventory_server.release_reservation/);
    expect(out).toMatch(/SagaCompensated at charge_payment: /);
    expect(out).toContain('Undone, newest first: reserve_inventory\n');
    expect(err).toBe('');
    expect(code).toBe(3);
    expect(project.net()).toBe(before);
  });

  it('with --json prints a step event a change and an end with the view', async () => {
    const { code, out } = await run(
      'run',
      'order_processing_saga',
      '--id',
      'lines',
      '--input',
      order('lines', 'pm_card_visa'),
      '--json',
    );
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; id?: string; view?: ExecutionView });
    expect(lines.slice(0, -1).every(({ event, id }) => event === 'step' && /^[\w-]+:\d+$/.test(id ?? ''))).toBe(true);
    expect(lines.at(-1)).toMatchObject({ event: 'end', view: { status: 'completed', sagaState: 'completed' } });
    expect(code).toBe(0);
  });

  it('can be looked into afterwards: what each step was called with, and what it gave', async () => {
    const id = 'order_processing_saga/good';
    const { out } = await run('show', id, '--data');
    expect(out).toMatch(/\ninput\n {2}\{\n {4}"customer_id": "cus_1001"/);
    expect(out).toMatch(/\ncharge_payment arguments\n {2}\{[^}]*"payment_token": "pm_card_visa"/);
    expect(out).toContain('\nCompleted in ');
    const shown = async (...options: string[]): Promise<unknown> =>
      JSON.parse((await run('show', id, '--json', ...options)).out);
    const view = (await shown('--data')) as WithData<ExecutionView>;
    const charged = view.steps.find(({ path }) => path === 'charge_payment');
    expect(charged).toMatchObject({ arguments: { amount: 499 }, output: { charge_id: expect.any(String) as string } });
    const { arguments: given, output } = charged ?? expect.fail('There is no such step.');
    expect(await shown('--step', 'charge_payment')).toMatchObject({ arguments: given, output, dataMissing: null });
    expect(await shown('--input')).toMatchObject({ id, input: view.input });
    expect((await run('show', id, '--step', 'nowhere')).err).toContain('has no step "nowhere"');
    expect(await run('show', id, '--data', '--input')).toMatchObject({ code: 1, out: '' });
  });

  it('refuses an input that does not fit with 2 and starts nothing', async () => {
    const { code, err } = await run('run', 'order_processing_saga', '--id', 'misfit', '--input', '{"order_id": 7}');
    expect(err).toContain('/order_id is of type number, but must be string');
    expect(err).toContain('/amount is missing');
    expect(code).toBe(2);
    expect((await run('show', 'order_processing_saga/misfit')).code).toBe(1);
  });

  it('of a parked step ends with 4 and says how to go on; a decision moves it', async () => {
    const parked = await run('run', 'parks', '--id', 'p', '--input', charge('parked'));
    expect(parked.code).toBe(4);
    expect(parked.out).toContain('charge_payment is parked: ToolFailed: The card was declined.');
    expect((await run('list', '--state', 'parked')).out).toMatch(/^parks\/p +running +parked/m);

    const [wait] = (await show('parks/p')).waitingFor;
    expect(wait).toMatchObject({
      step: 'charge_payment',
      kind: 'decision',
      allowed: ['retry', 'retry_with', 'skip', 'compensate'],
    });
    // One park is open: it need not be named.
    expect((await run('decide', 'parks/p', 'compensate', '--reason', 'no money')).code).toBe(0);
    const again = await run('run', 'parks', '--id', 'p2', '--input', charge('other'));
    expect(again.code).toBe(4);
    expect(await show('parks/p')).toMatchObject({
      status: 'failed',
      failure: { type: 'SagaCompensated', step: 'charge_payment' },
    });
    await run('cancel', 'parks/p2');
  });
});

describe('start', () => {
  it('prints the id, and the same again gives the same execution; another input is a conflict', async () => {
    const first = await run('start', 'asks', '--id', 'same', '--json');
    const second = await run('start', 'asks', '--id', 'same', '--json');
    expect(JSON.parse(first.out)).toMatchObject({ id: 'asks/same', isNew: true });
    const { runId } = JSON.parse(first.out) as { runId: string };
    expect(JSON.parse(second.out)).toEqual({ id: 'asks/same', runId, isNew: false });
    await run('cancel', 'asks/same');
  });

  it('waits for people and signals, and takes what they say', async () => {
    const running = run('run', 'asks', '--id', 'answered');
    await until('the approval to be asked for', async () =>
      (await run('show', 'asks/answered', '--json')).out.includes('"kind": "approval"'),
    );
    const misfit = await run('approve', 'asks/answered', 'review', '--form', '{"limit": "five"}');
    expect(misfit).toMatchObject({ code: 1 });
    expect(misfit.err).toContain('/limit');
    expect((await run('approve', 'asks/answered', 'review', '--form', '{"limit": 5}')).code).toBe(0);
    expect((await run('signal', 'asks/answered', 'goods_arrived', '--input', '3')).code).toBe(0);
    const { code, out } = await running;
    expect(code).toBe(0);
    expect(out).toContain('sagaflow approve asks/answered review');
    expect(await show('asks/answered')).toMatchObject({ status: 'completed', output: { limit: 5, pieces: 3 } });
    const late = await run('signal', 'asks/answered', 'goods_arrived');
    expect(late).toMatchObject({ code: 1 });
    expect(late.err).toContain('is over (completed)');
  });
});

describe('servers', () => {
  it('lock --check says that nothing has changed, doctor that all answer', async () => {
    expect(await run('lock', '--check')).toMatchObject({ code: 0 });
    const { out, code } = await run('doctor');
    expect(out).toMatch(/✓ Temporal +answers; a worker is listening/);
    expect(out).toMatch(/✓ payment_server +2 tools/);
    expect(code).toBe(0);
  });

  it('that do not start are named with what they said last; the lock keeps what it knew', async () => {
    const other = createProject();
    expect((await cliHere(['lock'], other.folder)).code).toBe(0);
    other.write(
      'platform.yaml',
      'mcpServers:\n  payment_server:\n    command: node\n    args: ["-e", "console.error(\'no licence\'); process.exit(3)"]\n',
    );
    const locked = await cliHere(['lock'], other.folder);
    expect(locked.err).toMatch(/✗ payment_server: .*no licence/);
    expect(locked.err).toContain('What was known of payment_server is kept.');
    expect(locked.code).toBe(5);
    const doctor = await cliHere(['doctor'], other.folder, environment);
    expect(doctor.out).toMatch(/✗ payment_server .*no licence/);
    other.remove();
  });

  it('that have changed since the lock are drift', async () => {
    const other = createProject();
    other.write('tools.lock.json', '{"lockVersion": 1, "servers": {}}');
    const { code, out } = await cliHere(['lock', '--check'], other.folder);
    expect(out).toContain('Server "payment_server" is new.');
    expect(code).toBe(2);
    other.remove();
  });
});

describe('started by another client with nothing but the business input', () => {
  it('an execution is shown like any other: its plan is in its history', async () => {
    const { address, namespace } = testTemporal();
    const connection = await Connection.connect({ address });
    const client = new Client({ connection, namespace });
    const taskQueue = environment['SAGAFLOW_TASK_QUEUE'] ?? '';
    const workflowId = 'order_processing_saga/bare';
    const input: unknown = JSON.parse(order('bare', 'pm_card_declined'));
    const handle = await client.workflow.start('order_processing_saga', { args: [input], taskQueue, workflowId });
    await expect(handle.result()).rejects.toThrow();
    await connection.close();
    const view = await show(workflowId);
    expect(view).toMatchObject({ status: 'failed', sagaState: 'compensated', failure: { step: 'charge_payment' } });
    expect(view.steps.map(({ status }) => status)).toEqual(['compensated', 'failed', 'pending', 'pending']);
  });
});

describe('without a worker', () => {
  it('an execution can be shown, from its history alone', async () => {
    const elsewhere = { ...environment, SAGAFLOW_TASK_QUEUE: 'nobody-listens' };
    const started = await cliHere(['start', 'asks', '--id', 'alone'], project.folder, elsewhere);
    expect(started.out).toBe('asks/alone\n');
    expect(started.err).toContain('No worker is listening');
    const view = JSON.parse(
      (await cliHere(['show', 'asks/alone', '--json'], project.folder, elsewhere)).out,
    ) as ExecutionView;
    expect(view).toMatchObject({ id: 'asks/alone', status: 'running', definition: 'asks' });
    expect(view.steps.map(({ path }) => path)).toEqual(['review', 'goods']);
  });
});
