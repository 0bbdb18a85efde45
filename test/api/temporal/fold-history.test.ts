import { describe, expect, it } from 'vitest';
import { createHistoryFold } from '../../../api/temporal/fold-history.ts';
import { initialState } from '../../../workflows/interpreter/state/state.ts';
import { planOf, planOfFile } from '../project-plans.ts';
import { createRecorder } from './recorder.ts';

const order = planOfFile('definitions/order_processing_saga.yaml');
const onboarding = planOfFile('definitions/customer_onboarding.yaml');
const richer = planOfFile('definitions/onboard_customer.yaml');

describe('a saga', () => {
  it('shows steps as they start and end, with how long their call took', () => {
    const history = createRecorder(order);
    const scheduled = history.schedule('reserve_inventory', 'inventory_server.reserve_items');
    expect(history.status('reserve_inventory')).toBe('running');
    history.complete(scheduled);
    expect(history.status('reserve_inventory')).toBe('completed');
    expect(history.changes.at(-1)).toMatchObject({
      cursor: 'run-1:3',
      event: { type: 'step_completed', path: 'reserve_inventory' },
      call: { server: 'inventory_server', tool: 'reserve_items', durationMs: 10 },
    });
  });

  it('that failed says what failed, why, and what was undone newest first', () => {
    const history = createRecorder(order);
    history.call('reserve_inventory', 'inventory_server.reserve_items');
    history.call('charge_payment', 'payment_server.charge_card');
    history.fail(history.schedule('create_shipment', 'logistics_server.schedule_delivery'));
    history.add({ kind: 'attributes', sagaState: 'compensating', failedStep: null, parkReason: null });
    history.call('charge_payment~undo', 'payment_server.refund_charge');
    const undo = history.schedule('reserve_inventory~undo', 'inventory_server.release_reservation');
    expect(history.status('reserve_inventory')).toBe('compensating');
    history.complete(undo);
    history.add({
      kind: 'failed',
      failure: { type: 'SagaCompensated', message: 'create_shipment: no' },
      details: {
        step: 'create_shipment',
        cause: { type: 'ToolFailed', message: 'no' },
        compensated: ['charge_payment', 'reserve_inventory'],
        notCompensated: [],
      },
    });
    const view = history.view();
    expect(view).toMatchObject({
      status: 'failed',
      sagaState: 'compensated',
      failure: {
        step: 'create_shipment',
        cause: { type: 'ToolFailed' },
        compensated: ['charge_payment', 'reserve_inventory'],
      },
    });
    expect(view.steps.map(({ status }) => status)).toEqual(['compensated', 'compensated', 'failed', 'pending']);
    const undone = history.changes.filter(({ event }) => event.type === 'compensated').map(({ call }) => call?.tool);
    expect(undone).toEqual(['refund_charge', 'release_reservation']);
  });

  it('that is parked says where, until it is decided', () => {
    const history = createRecorder(order);
    history.fail(history.schedule('reserve_inventory', 'inventory_server.reserve_items'));
    history.park('reserve_inventory');
    expect(history.view()).toMatchObject({
      sagaState: 'parked',
      waitingFor: [
        {
          step: 'reserve_inventory',
          kind: 'decision',
          parkId: 'run-1#1',
          message: 'ToolFailed: no',
          verbs: [{ verb: 'retry' }],
        },
      ],
    });
    history.decide('reserve_inventory', 'retry', { reason: 'again', epoch: 0 });
    history.schedule('reserve_inventory@1', 'inventory_server.reserve_items');
    expect(history.view()).toMatchObject({
      waitingFor: [],
      decisions: [
        { verb: 'retry', step: 'reserve_inventory', epoch: 0, parkId: 'run-1#1', by: 'Ann', reason: 'again' },
      ],
    });
    expect(history.view().steps[0]).toMatchObject({ status: 'running', epoch: 1, failure: null });
  });

  it('takes a message for a decision only when the execution says that it was', () => {
    const history = createRecorder(order);
    history.fail(history.schedule('reserve_inventory', 'inventory_server.reserve_items'));
    history.park('reserve_inventory');
    history.add({ kind: 'message', channel: 'signal', name: 'skip', argument: { parkId: 'run-0#1' } });
    expect(history.status('reserve_inventory')).toBe('parked');
    history.decide('reserve_inventory', 'skip', {}, { a: 1 });
    expect(history.status('reserve_inventory')).toBe('completed');
    expect(history.view().decisions).toHaveLength(1);
  });

  it.each([
    ['skip', {}, 'failed'],
    ['mark_compensated', { evidence: 'refunded' }, 'compensated'],
    ['resolve_unknown', { unclear: 'compensation', happened: true, evidence: 'seen' }, 'compensated'],
    ['resolve_unknown', { unclear: 'call', happened: false, evidence: 'seen' }, 'failed'],
    ['resolve_unknown', { unclear: 'call', happened: true, evidence: 'seen' }, 'compensating'],
  ] as const)('shows what %s %j does to an undo', (verb, said, status) => {
    const history = createRecorder(order);
    history.call('reserve_inventory', 'inventory_server.reserve_items');
    history.add({ kind: 'attributes', sagaState: 'compensating', failedStep: null, parkReason: null });
    history.fail(history.schedule('reserve_inventory~undo', 'inventory_server.release_reservation'));
    history.park('reserve_inventory', { direction: 'compensation' });
    expect(history.status('reserve_inventory')).toBe('parked');
    history.decide('reserve_inventory', verb, { direction: 'compensation', phase: 'compensating', ...said });
    expect(history.status('reserve_inventory')).toBe(status);
    expect(history.view().sagaState).toBe('compensating');
  });

  it('that goes back waits for no decision about the way forward any more', () => {
    const history = createRecorder(order);
    history.fail(history.schedule('reserve_inventory', 'inventory_server.reserve_items'));
    history.park('reserve_inventory');
    history.add({ kind: 'attributes', sagaState: 'compensating', failedStep: null, parkReason: null });
    expect(history.view()).toMatchObject({ sagaState: 'compensating', waitingFor: [] });
  });

  it('that was canceled says what was undone, in the order in which it was', () => {
    const history = createRecorder(order);
    history.call('reserve_inventory', 'inventory_server.reserve_items');
    history.call('reserve_inventory~undo', 'inventory_server.release_reservation');
    history.add({ kind: 'attributes', sagaState: 'compensated', failedStep: null, parkReason: null });
    history.add({ kind: 'canceled', details: null });
    expect(history.view()).toMatchObject({
      status: 'canceled',
      sagaState: 'compensated',
      failure: { type: 'Canceled', compensated: ['reserve_inventory'] },
    });
  });

  it('that was terminated keeps what is known of its steps', () => {
    const history = createRecorder(order);
    history.call('reserve_inventory', 'inventory_server.reserve_items');
    history.add({ kind: 'terminated', reason: 'by hand' });
    expect(history.view()).toMatchObject({
      status: 'terminated',
      failure: { message: 'The execution was terminated: by hand' },
    });
    expect(history.status('reserve_inventory')).toBe('completed');
  });

  it('counts attempts and tells an unknown outcome', () => {
    const history = createRecorder(order);
    const scheduled = history.schedule('reserve_inventory', 'inventory_server.reserve_items');
    history.add({ kind: 'call_started', scheduledId: scheduled, attempt: 3 });
    expect(history.view().steps[0]?.attempts).toBe(3);
    history.add({
      kind: 'call_failed',
      scheduledId: scheduled,
      failure: { type: 'CallTimedOut', message: '-' },
      details: {},
    });
    expect(history.view().steps[0]).toMatchObject({ status: 'failed', outcome: 'unknown', attempts: 3 });
  });
});

describe('steps that make no call', () => {
  it('a tools step runs with its first call and is completed with its last', () => {
    const history = createRecorder(onboarding);
    history.call('validate_customer.kyc_check', 'compliance_server.kyc_check');
    expect(history.status('validate_customer')).toBe('running');
    history.call('validate_customer.sanctions_screening', 'compliance_server.sanctions_screening');
    expect(history.status('validate_customer')).toBe('completed');
  });

  const users = [
    { user_email: 'a@b.cd', role: 'admin' },
    { user_email: 'b@b.cd', role: 'admin' },
  ];
  const person = { customer_name: 'Kim', country: 'KP', users };

  it('an approval waits when what it depends on has ended and its condition holds', () => {
    const history = createRecorder(richer, person);
    history.call('verify_identity', 'compliance_server.kyc_check', { customer_id: 'c', risk: 'high' });
    expect(history.status('review')).toBe('pending');
    history.call('screen', 'compliance_server.sanctions_screening', {});
    expect(history.status('review')).toBe('waiting');
    expect(history.view().waitingFor).toMatchObject([
      { step: 'review', kind: 'approval', message: 'Take Kim (KP) on in spite of the high risk?' },
    ]);
    history.add({ kind: 'message', channel: 'update', name: 'approve', argument: { step: 'review', by: 'eve' } });
    expect(history.status('review')).toBe('completed');
    expect(history.view().waitingFor).toEqual([]);
  });

  it('an approval whose condition does not hold is skipped', () => {
    const history = createRecorder(richer, person);
    history.call('verify_identity', 'compliance_server.kyc_check', { customer_id: 'c', risk: 'low' });
    history.call('screen', 'compliance_server.sanctions_screening', {});
    expect(history.status('review')).toBe('skipped');
  });

  it('an approval that was answered by a signal shows it when the steps after it start', () => {
    const history = createRecorder(richer, person);
    history.call('verify_identity', 'compliance_server.kyc_check', { customer_id: 'c', risk: 'high' });
    history.call('screen', 'compliance_server.sanctions_screening', {});
    history.add({ kind: 'message', channel: 'signal', name: 'approve', argument: {} });
    expect(history.status('review')).toBe('waiting');
    history.schedule('open_account.create_billing_account', 'finance_server.create_billing_account');
    expect(history.status('review')).toBe('completed');
  });

  it('a rejected approval has failed', () => {
    const history = createRecorder(richer, person);
    history.call('verify_identity', 'compliance_server.kyc_check', { customer_id: 'c', risk: 'high' });
    history.call('screen', 'compliance_server.sanctions_screening', {});
    history.add({ kind: 'message', channel: 'update', name: 'reject', argument: { by: 'eve', reason: 'no' } });
    const row = history.view().steps.find(({ path }) => path === 'review');
    expect(row).toMatchObject({
      status: 'failed',
      failure: { type: 'ApprovalRejected', message: 'Rejected by eve: no' },
    });
  });

  it('a loop is completed when all its items are, and has a row an item', () => {
    const history = createRecorder(richer, person);
    history.call('verify_identity', 'compliance_server.kyc_check', { customer_id: 'c', risk: 'low' });
    history.call('screen', 'compliance_server.sanctions_screening', {});
    for (const tool of ['create_billing_account', 'setup_payment_method'])
      history.call(`open_account.${tool}`, `finance_server.${tool}`);
    for (const tool of ['create_tenant', 'setup_monitoring']) history.call(`provision.${tool}`, `ops_server.${tool}`);
    const first = history.schedule('invite_users[0]', 'ops_server.create_user');
    history.call('invite_users[1]', 'ops_server.create_user');
    expect(history.status('invite_users')).toBe('running');
    history.complete(first);
    expect(history.status('invite_users[0]')).toBe('completed');
    expect(history.status('invite_users')).toBe('completed');
  });

  it('steps that left no event of a completed execution were skipped', () => {
    const history = createRecorder(planOfFile('definitions/process_transaction.yaml'), { reference: 'r' });
    history.call('check_compliance', 'compliance_server.validate_transaction', { approved: true });
    expect(history.status('refuse')).toBe('skipped');
    history.add({ kind: 'completed', value: { transaction_id: 't' } });
    expect(history.view()).toMatchObject({
      status: 'completed',
      sagaState: 'completed',
      output: { transaction_id: 't' },
    });
    expect(history.status('credit')).toBe('skipped');
  });

  it('the step that a fail verb stands for is the one that failed', () => {
    const history = createRecorder(planOfFile('definitions/process_transaction.yaml'), { reference: 'r' });
    history.call('check_compliance', 'compliance_server.validate_transaction', { approved: false });
    const details = {
      step: 'refuse',
      cause: { type: 'ComplianceRejected', message: 'no' },
      compensated: [],
      notCompensated: [],
    };
    history.add({ kind: 'failed', failure: { type: 'SagaCompensated', message: '-' }, details });
    expect(history.status('refuse')).toBe('failed');
  });
});

const waits = planOf(`
workflow_definition:
  name: waits
  steps:
    - name: goods
      wait_for: { signal: goods_arrived }
    - name: pause
      sleep: 1s
    - name: stock
      mcp_server: inventory_server
      action: get_stock
      arguments: { sku: desk-lamp }
      on_failure: continue
      fallback: { value: { sku: desk-lamp, available: 0 } }
    - name: late
      wait_for: { signal: late, timeout: 1h, on_timeout: fail }
`);

describe('waits', () => {
  it('a signal that came early is taken when its step waits', () => {
    const history = createRecorder(waits);
    expect(history.status('goods')).toBe('waiting');
    history.add({ kind: 'message', channel: 'signal', name: 'other', argument: null });
    expect(history.status('goods')).toBe('waiting');
    history.add({ kind: 'message', channel: 'signal', name: 'late', argument: 1 });
    history.add({ kind: 'message', channel: 'signal', name: 'goods_arrived', argument: { pieces: 3 } });
    expect(history.status('goods')).toBe('completed');
    history.add({ kind: 'timer_started', timerId: 't1', label: 'pause' });
    expect(history.status('pause')).toBe('waiting');
    history.add({ kind: 'timer_fired', timerId: 't1' });
    expect(history.status('pause')).toBe('completed');
    history.fail(history.schedule('stock', 'inventory_server.get_stock'));
    expect(history.view().steps.find(({ path }) => path === 'stock')).toMatchObject({
      status: 'completed',
      provenance: 'fallback',
    });
    expect(history.status('late')).toBe('completed');
  });

  it('a wait whose time is over has failed', () => {
    const history = createRecorder(waits);
    history.add({ kind: 'message', channel: 'signal', name: 'goods_arrived', argument: null });
    history.add({ kind: 'timer_started', timerId: 't1', label: 'pause' });
    history.add({ kind: 'timer_fired', timerId: 't1' });
    history.call('stock', 'inventory_server.get_stock');
    history.add({ kind: 'timer_started', timerId: 't2', label: 'late' });
    expect(history.status('late')).toBe('waiting');
    history.add({ kind: 'timer_fired', timerId: 't2' });
    expect(history.view().steps.find(({ path }) => path === 'late')?.failure?.type).toBe('SignalTimedOut');
  });
});

describe('where the plan comes from', () => {
  it('is the marker of the local activity, when only business input was given', () => {
    const fold = createHistoryFold('order_processing_saga/x');
    const at = '2026-01-01T00:00:00Z';
    expect(fold.push({ eventId: '1', runId: 'r', at, kind: 'started', input: {}, plan: null, carried: null })).toEqual(
      [],
    );
    expect(fold.view()).toBeNull();
    fold.push({ eventId: '5', runId: 'r', at, kind: 'plan_resolved', plan: order, hash: 'sha256:y' });
    expect(fold.view()).toMatchObject({ definition: 'order_processing_saga', planHash: 'sha256:y', startedAt: at });
  });

  it('a run that continues another one begins with what that one knew', () => {
    const startedAt = Date.parse('2025-12-31T00:00:00Z');
    const state = initialState(startedAt);
    state.records['reserve_inventory'] = {
      status: 'completed',
      output: { reservation_id: 'r' },
      failure: null,
      provenance: 'live',
      failures: null,
    };
    state.parks = 4;
    const fold = createHistoryFold('order_processing_saga/x');
    const plan = { plan: order, hash: 'sha256:x' };
    fold.push({
      eventId: '1',
      runId: 'run-2',
      at: '2026-01-01T00:00:00Z',
      kind: 'started',
      input: {},
      plan,
      carried: state,
    });
    expect(fold.view()).toMatchObject({ startedAt: '2025-12-31T00:00:00.000Z', runId: 'run-2' });
    expect(fold.view()?.steps[0]).toMatchObject({ path: 'reserve_inventory', status: 'completed' });
  });

  it('who follows into the next run sees nothing twice', () => {
    const history = createRecorder(order);
    history.call('reserve_inventory', 'inventory_server.reserve_items');
    const state = initialState(0);
    state.records['reserve_inventory'] = {
      status: 'completed',
      output: {},
      failure: null,
      failures: null,
      provenance: 'live',
    };
    const seen = history.changes.length;
    history.newRun('run-2', { kind: 'started', input: {}, plan: { plan: order, hash: 'sha256:x' }, carried: state });
    expect(history.changes).toHaveLength(seen);
    history.call('charge_payment', 'payment_server.charge_card');
    expect(history.view()).toMatchObject({ runId: 'run-2', startedAt: '2026-01-01T00:00:00.010Z' });
    expect(history.changes.at(-1)?.cursor).toBe('run-2:3');
  });
});
