import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../plan/json.ts';
import { openSampleProject, repositoryFile, samplePlatform, type SampleProject } from '../support/samples.ts';
import { endOf, viewOf, waitForWait } from '../support/project.ts';

let project: SampleProject;

beforeAll(async () => {
  project = await openSampleProject();
});
afterAll(() => project.close());

const address = { street: 'Harbour Street 1', city: 'Hamburg', postal_code: '20457', country: 'DE' };
const order = (id: string, more: JsonObject = {}): JsonObject => ({
  order_id: id,
  customer_id: 'cus_1001',
  items: [{ sku: 'standing-desk', quantity: 1 }],
  amount: 499,
  currency: 'EUR',
  payment_token: 'pm_card_visa',
  address,
  ...more,
});
const customer = (more: JsonObject = {}): JsonObject => ({
  customer_name: 'Ada Lovelace',
  date_of_birth: '1985-12-10',
  country: 'DE',
  email: 'ada@example.com',
  plan: 'team',
  payment_token: 'pm_card_visa',
  ...more,
});
const users = [
  { user_email: 'a@example.com', role: 'admin' },
  { user_email: 'b@example.com', role: 'member' },
  { user_email: 'c@example.com', role: 'member' },
];
const transfer = (reference: string, more: JsonObject = {}): JsonObject => ({
  reference,
  from_account: 'acc_1',
  to_account: 'acc_2',
  amount: 10,
  currency: 'EUR',
  ...more,
});

describe('order_processing_saga', () => {
  it.each([
    ['a declined card', { payment_token: 'pm_card_declined' }, 'charge_payment', ['release_reservation']],
    ['an item that is out of stock', { items: [{ sku: 'sold-out-sofa', quantity: 1 }] }, 'reserve_inventory', []],
    [
      'an address without a carrier',
      { address: { ...address, country: 'AQ' } },
      'create_shipment',
      ['refund_charge', 'release_reservation'],
    ],
    [
      'a customer who is closed',
      { customer_id: 'cus_closed' },
      'update_customer',
      ['cancel_shipment', 'refund_charge', 'release_reservation'],
    ],
  ])('%s: everything before it is undone, newest first, and nothing is left', async (what, more, step, undone) => {
    const id = what.replaceAll(' ', '-');
    const end = await project.run('order_processing_saga', order(id, more), id);
    expect(end).toMatchObject({ ok: false, type: 'SagaCompensated', details: { step, notCompensated: [] } });
    expect(project.undone(`order_processing_saga/${id}`)).toEqual(undone);
    expect(project.left(`order_processing_saga/${id}`)).toEqual({});
  });

  it('keeps the original error as the cause', async () => {
    const end = await project.run('order_processing_saga', order('c', { payment_token: 'pm_card_declined' }), 'c');
    expect(end).toMatchObject({
      message: 'charge_payment: The card was declined.',
      details: {
        cause: { type: 'ToolFailed', message: 'The card was declined.' },
        compensated: ['reserve_inventory'],
      },
      cause: 'The card was declined.',
    });
  });
});

it('order_with_terms takes its own words for the input and says what it made', async () => {
  const end = await project.run('order_with_terms', {
    order_id: 't-1',
    items: [{ sku: 'desk-lamp', quantity: 2 }],
    total: 80,
    card: 'pm_card_visa',
    address,
  });
  expect(end).toMatchObject({
    ok: true,
    output: { charge_id: expect.any(String) as string, shipment_id: expect.any(String) as string },
  });
});

it('customer_onboarding stops at a sanctioned name and reports it; a workflow undoes nothing', async () => {
  const input = customer({ customer_name: 'Viktor Sanction' });
  const end = await project.run('customer_onboarding', input, 'viktor');
  expect(end).toMatchObject({
    ok: false,
    type: 'StepFailed',
    details: { step: 'validate_customer', cause: { message: '"Viktor Sanction" is on a sanctions list.' } },
  });
  expect(project.left('customer_onboarding/viktor')).toEqual({ compliance_server: 1 });
});

describe('onboard_customer', () => {
  it('takes a customer of low risk on without asking anybody', async () => {
    const handle = await project.start('onboard_customer', customer({ users }), 'ada');
    expect(await endOf(handle)).toMatchObject({
      ok: true,
      output: {
        user_ids: [/./, /./, /./].map(() => expect.any(String) as string),
        login_url: expect.any(String) as string,
      },
    });
    const view = await viewOf(handle);
    expect(view.steps.find(({ path }) => path === 'review')).toMatchObject({ status: 'skipped' });
  });

  it('asks compliance about a high risk, and goes on when it approves', async () => {
    const handle = await project.start('onboard_customer', customer({ users, country: 'SY' }), 'approved');
    const wait = await waitForWait(handle);
    expect(wait).toMatchObject({ step: 'review', message: 'Take Ada Lovelace (SY) on in spite of the high risk?' });
    await handle.executeUpdate('approve', { args: [{ by: 'compliance', form: { note: 'known family' } }] });
    expect(await endOf(handle)).toMatchObject({ ok: true });
  });

  it('undoes what was opened when compliance rejects', async () => {
    const handle = await project.start('onboard_customer', customer({ users, country: 'SY' }), 'rejected');
    await waitForWait(handle);
    await handle.executeUpdate('reject', { args: [{ by: 'compliance', reason: 'no papers' }] });
    expect(await endOf(handle)).toMatchObject({
      ok: false,
      type: 'SagaCompensated',
      details: { step: 'review', cause: { type: 'ApprovalRejected' }, compensated: ['verify_identity'] },
    });
    expect(project.left('onboard_customer/rejected')).toEqual({});
  });

  it('undoes users, tenant, account and case when one user may not log in', async () => {
    const blocked = [...users, { user_email: 'x@blocked.example', role: 'member' }];
    const end = await project.run('onboard_customer', customer({ users: blocked }), 'blocked');
    expect(end).toMatchObject({ ok: false, type: 'SagaCompensated', details: { step: 'invite_users[3]' } });
    expect(project.left('onboard_customer/blocked')).toEqual({});
    const undone = project.undone('onboard_customer/blocked');
    expect(undone.slice(-5)).toEqual([
      'remove_monitoring',
      'delete_tenant',
      'remove_payment_method',
      'close_billing_account',
      'close_kyc_case',
    ]);
  });
});

describe('process_transaction', () => {
  it('moves the money', async () => {
    const end = await project.run('process_transaction', transfer('t-1'), 't-1');
    expect(end).toMatchObject({ ok: true, output: { transaction_id: expect.any(String) as string } });
  });

  it('fails with the reason of compliance before any money moves', async () => {
    const end = await project.run('process_transaction', transfer('t-2', { to_account: 'acc_sanctioned' }), 't-2');
    expect(end).toMatchObject({
      ok: false,
      type: 'SagaCompensated',
      details: {
        step: 'refuse',
        cause: { type: 'ComplianceRejected', message: 'The account "acc_sanctioned" is on a sanctions list.' },
        compensated: [],
      },
    });
    expect(project.journal('account_server', 'process_transaction/t-2')).toEqual([]);
  });

  it('gives the money back when it cannot arrive', async () => {
    const end = await project.run('process_transaction', transfer('t-3', { to_account: 'acc_frozen' }), 't-3');
    expect(end).toMatchObject({
      ok: false,
      type: 'SagaCompensated',
      details: { step: 'credit', compensated: ['debit'] },
    });
    expect(project.left('process_transaction/t-3')).toEqual({});
  });
});

describe('release_and_notify', () => {
  const release = { owner: 'org', app: 'app', env: 'staging', ticket: 'PROJ-42', channel: '#releases' };

  it('deploys, moves the ticket, posts, and has counted the open pull requests from the resource', async () => {
    expect(await project.run('release_and_notify', release)).toMatchObject({
      ok: true,
      output: { version: 'v2.1.0', ticket_update: 'done', open_pull_requests: 2 },
    });
  });

  it('goes on when Jira does not answer, and says that the ticket is still to be updated', async () => {
    project.switches({ fail: 'transition_issue' });
    const end = await project.run('release_and_notify', release, 'without-jira');
    project.switches({});
    expect(end).toMatchObject({ ok: true, output: { version: 'v2.1.0', ticket_update: 'pending' } });
    const [message] = project.journal('slack_server', 'release_and_notify/without-jira');
    expect(message?.arguments['text']).toContain('PROJ-42 is still to be updated.');
  });
});

describe('customer_360', () => {
  it('puts four sources together', async () => {
    expect(await project.run('customer_360', { customer_id: 'cus_1001' })).toMatchObject({
      ok: true,
      output: { missing: [], profile: { name: 'Ada Lovelace' } },
    });
  });

  it('leaves a gap where a server is down', async () => {
    const down = await openSampleProject({
      platform: withoutMarketing(),
      definitions: [repositoryFile('definitions/customer_360.yaml')],
      lock: repositoryFile('tools.lock.json'),
    });
    try {
      const handle = await down.start('customer_360', { customer_id: 'cus_1001' });
      expect(await endOf(handle)).toMatchObject({
        ok: true,
        output: { missing: ['marketing'], marketing: null, profile: { name: 'Ada Lovelace' } },
      });
      const view = await viewOf(handle);
      expect(view.steps.find(({ path }) => path === 'marketing')).toMatchObject({
        status: 'failed',
        outcome: 'no_effect',
        failure: { type: 'AttemptsSpent', message: expect.stringContaining('ServerUnavailable') as string },
      });
    } finally {
      await down.close();
    }
  });
});

/** Nobody listens on port 9. */
function withoutMarketing(): string {
  return samplePlatform().replace('"${MARKETING_SERVER_URL}"', 'http://127.0.0.1:9/mcp');
}
