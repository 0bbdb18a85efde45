import { describe, expect, it } from 'vitest';
import { freshDir, startSample, textOf } from './sample-client.ts';

type Arguments = Record<string, unknown>;
/** A call and its arguments, which may use the outputs of the calls before it, merged into one object. */
type Row = [tool: string, args: Arguments | ((outputs: Arguments) => Arguments)];

const transfer = { from_account: 'acc_1', to_account: 'acc_2', amount: 25.5, currency: 'EUR', reference: 'r-1' };
const address = { street: 'Hauptstr. 1', city: 'Berlin', postal_code: '10115', country: 'DE' };
const customer = { customer_name: 'Ada Lovelace', date_of_birth: '1985-12-10', country: 'GB' };

const HAPPY_PATHS: Record<string, Row[]> = {
  compliance: [
    ['kyc_check', customer],
    ['sanctions_screening', ({ customer_id }) => ({ customer_id })],
    ['validate_transaction', transfer],
    ['close_kyc_case', { customer_name: 'Ada Lovelace' }],
  ],
  finance: [
    ['create_billing_account', { customer_id: 'c' }],
    ['setup_payment_method', ({ account_id }) => ({ account_id, payment_token: 'pm_card_visa' })],
    ['remove_payment_method', ({ account_id }) => ({ account_id })],
    ['close_billing_account', { customer_id: 'c' }],
  ],
  ops: [
    ['create_tenant', { customer_id: 'c', plan: 'team' }],
    ['setup_monitoring', ({ tenant_id }) => ({ tenant_id })],
    ['create_user', ({ tenant_id }) => ({ tenant_id, user_email: 'ada@example.com', role: 'admin' })],
    ['delete_user', ({ tenant_id }) => ({ tenant_id, user_email: 'ada@example.com' })],
    ['remove_monitoring', ({ tenant_id }) => ({ tenant_id })],
    ['delete_tenant', { customer_id: 'c' }],
    ['activate_tenant', ({ tenant_id }) => ({ tenant_id })],
  ],
  communication: [
    ['send_email', { email: 'ada@example.com' }],
    ['create_support_ticket', { customer_id: 'c' }],
    ['close_support_ticket', { customer_id: 'c' }],
  ],
  inventory: [
    ['get_stock', { sku: 'desk-lamp' }],
    ['reserve_items', { order_id: 'o', items: [{ sku: 'desk-lamp', quantity: 2 }] }],
    ['release_reservation', { order_id: 'o' }],
  ],
  payment: [
    ['charge_card', { order_id: 'o', amount: 49.9, currency: 'EUR', payment_token: 'pm_card_visa' }],
    ['refund_charge', { order_id: 'o', reason: 'out of stock' }],
  ],
  logistics: [
    ['schedule_delivery', { order_id: 'o', reservation_id: 'res_1', address }],
    ['cancel_shipment', { order_id: 'o' }],
  ],
  crm: [
    ['get_customer', { id: 'cus_1001' }],
    ['record_purchase', { customer_id: 'cus_1001', order_id: 'o', charge_id: 'ch_1' }],
    ['revert_purchase_record', { order_id: 'o' }],
  ],
  billing: [['get_billing_history', { customer_id: 'cus_1001' }]],
  support: [['get_support_tickets', { customer_id: 'cus_1001', only_open: true }]],
  account: [
    ['validate_accounts', { from_account: 'acc_1', to_account: 'acc_2' }],
    ['debit_account', { transaction_id: 'tx', from_account: 'acc_1', amount: 10 }],
    ['credit_account', { transaction_id: 'tx', to_account: 'acc_2', amount: 10 }],
    ['reverse_credit', { transaction_id: 'tx' }],
    ['reverse_debit', { transaction_id: 'tx' }],
  ],
  github: [
    ['get_latest_release', { repo: 'org/app' }],
    ['create_issue', { repo: 'org/app', title: 'Checkout is slow' }],
    ['close_issue', { repo: 'org/app', title: 'Checkout is slow' }],
  ],
  jira: [
    ['get_issue', { key: 'PROJ-42' }],
    ['transition_issue', { key: 'PROJ-42', status: 'deployed' }],
    ['add_link', { key: 'PROJ-42', url: 'https://example.com' }],
    ['remove_link', { key: 'PROJ-42', url: 'https://example.com' }],
    ['revert_transition', { key: 'PROJ-42', status: 'deployed' }],
  ],
  deploy: [
    ['deploy', { version: 'v2.1.0', env: 'staging' }],
    ['rollback', { version: 'v2.1.0', env: 'staging' }],
  ],
  slack: [
    ['send_message', { channel: '#releases', text: 'Hello' }],
    ['delete_message', { channel: '#releases', text: 'Hello' }],
  ],
};

const REFUSALS: [server: string, tool: string, args: Arguments, sentence: RegExp][] = [
  [
    'payment',
    'charge_card',
    { order_id: 'o', amount: 1, currency: 'EUR', payment_token: 'pm_card_declined' },
    /declined/,
  ],
  ['inventory', 'reserve_items', { order_id: 'o', items: [{ sku: 'sold-out-sofa', quantity: 1 }] }, /out of stock/],
  ['inventory', 'get_stock', { sku: 'no-such-sku' }, /does not know the sku "no-such-sku"/],
  [
    'logistics',
    'schedule_delivery',
    { order_id: 'o', reservation_id: 'r', address: { ...address, country: 'AQ' } },
    /AQ/,
  ],
  ['crm', 'record_purchase', { customer_id: 'cus_closed', order_id: 'o', charge_id: 'ch' }, /closed/],
  ['account', 'debit_account', { transaction_id: 't', from_account: 'acc_1', amount: 10_001 }, /not enough money/],
];

describe('sample servers', () => {
  it.each(Object.entries(HAPPY_PATHS))('%s describes every tool and answers as described', async (name, rows) => {
    const { client, call } = await startSample(name, freshDir());
    const { tools } = await client.listTools(); // from here on the client checks outputs against their schemas
    expect(tools.map((tool) => tool.name).sort()).toEqual(rows.map(([tool]) => tool).sort());
    for (const tool of tools) {
      expect(tool.title?.length, tool.name).toBeGreaterThan(3);
      expect(tool.description?.length, tool.name).toBeGreaterThan(10);
      expect(tool).toMatchObject({ inputSchema: { type: 'object' }, outputSchema: { type: 'object' } });
      expect(Object.values(tool.annotations ?? {}).every((hint) => typeof hint === 'boolean')).toBe(true);
    }
    let outputs: Arguments = {};
    for (const [tool, args] of rows) {
      const result = await call(tool, typeof args === 'function' ? args(outputs) : args);
      expect(result.isError, textOf(result)).toBeUndefined();
      expect(result.structuredContent?.['status']).not.toBe('nothing_to_undo');
      outputs = { ...outputs, ...result.structuredContent };
    }
  });

  it.each(REFUSALS)('%s refuses %s %j with a sentence', async (name, tool, args, sentence) => {
    const { call } = await startSample(name, freshDir());
    const result = await call(tool, args);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(sentence);
  });

  it('refuses a customer whose name is on a sanctions list', async () => {
    const { call } = await startSample('compliance', freshDir());
    const checked = await call('kyc_check', { ...customer, customer_name: 'Viktor Sanction' });
    const screened = await call('sanctions_screening', { customer_id: checked.structuredContent?.['customer_id'] });
    expect(screened).toMatchObject({ isError: true });
  });

  it('says no to a transfer above the limit without failing', async () => {
    const { call } = await startSample('compliance', freshDir());
    const { structuredContent } = await call('validate_transaction', { ...transfer, amount: 60_000 });
    expect(structuredContent).toMatchObject({ approved: false, reason: 'Transfers above 50000 need a manual review.' });
  });

  it.each([
    ['github', 'github://org/app/pull-requests', { repo: 'org/app' }],
    ['jira', 'jira://project/PROJ/sprint/current', { issues: ['PROJ-42'] }],
  ])('%s lists and serves %s', async (name, uri, part) => {
    const { client } = await startSample(name, freshDir());
    const { resources } = await client.listResources();
    expect(resources.map((resource) => resource.uri)).toContain(uri);
    const { contents } = await client.readResource({ uri });
    const [first] = contents;
    expect(first !== undefined && 'text' in first ? JSON.parse(first.text) : null).toMatchObject(part);
  });
});
