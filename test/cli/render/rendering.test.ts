import { describe, expect, it } from 'vitest';
import { printEnding } from '../../../cli/render/ending.ts';
import { createLiveLines } from '../../../cli/render/live-lines.ts';
import { table } from '../../../cli/render/table.ts';
import { duration, oneLine } from '../../../cli/render/values.ts';
import { printSteps } from '../../../cli/render/view-table.ts';
import { planOfFile } from '../../api/project-plans.ts';
import { createRecorder } from '../../api/temporal/recorder.ts';
import { testOutput } from '../support/test-context.ts';

function declinedOrder() {
  const history = createRecorder(planOfFile('definitions/order_processing_saga.yaml'));
  history.call('reserve_inventory', 'inventory_server.reserve_items');
  history.fail(history.schedule('charge_payment', 'payment_server.charge_card'));
  history.call('reserve_inventory~undo', 'inventory_server.release_reservation');
  const cause = { type: 'ToolFailed', message: 'The card was declined.' };
  const details = { step: 'charge_payment', cause, compensated: ['reserve_inventory'], notCompensated: [] };
  history.add({ kind: 'failed', failure: { type: 'SagaCompensated', message: '-' }, details });
  return history;
}

describe('live lines', () => {
  it('are one a step that ended, with its call and its time', () => {
    const output = testOutput();
    const lines = createLiveLines(output);
    for (const change of declinedOrder().changes) lines.show(change);
    expect(output.text()).toBe(
      [
        '✓ reserve_inventory  inventory_server.reserve_items      10 ms',
        '✗ charge_payment     payment_server.charge_card          10 ms  ToolFailed: no',
        '↶ reserve_inventory undone by inventory_server.release_reservation  10 ms',
        '',
      ].join('\n'),
    );
  });

  it('on a terminal end with what is under way, which goes when it has ended', () => {
    const output = testOutput(true);
    const lines = createLiveLines(output);
    for (const change of declinedOrder().changes) lines.show(change);
    expect(output.text()).toContain('◌ charge_payment …\r\u001b[2K✗ charge_payment');
    expect(output.text()).toContain('◌ undoing reserve_inventory …');
    expect(output.text().endsWith('10 ms\n')).toBe(true);
  });

  it('let no terminal sequence of a tool through', () => {
    const output = testOutput();
    const history = createRecorder(planOfFile('definitions/order_processing_saga.yaml'));
    const scheduledId = history.schedule('reserve_inventory', 'inventory_server.reserve_items');
    history.add({
      kind: 'call_failed',
      scheduledId,
      failure: { type: 'ToolFailed', message: 'a\u001b[31m\nb' },
      details: {},
    });
    for (const change of history.changes) createLiveLines(output).show(change);
    expect(output.text()).toContain('ToolFailed: a\ufffd[31m b\n');
  });
});

describe('the ending', () => {
  it('names the step, why, and what was undone newest first', () => {
    const output = testOutput();
    printEnding(output, { ...declinedOrder().view(), links: { temporal: 'http://ui/x' } });
    expect(output.text()).toBe(
      [
        'Failed in 70 ms',
        'SagaCompensated at charge_payment: ToolFailed: The card was declined.',
        'Undone, newest first: reserve_inventory',
        'http://ui/x',
        '',
      ].join('\n'),
    );
  });

  it('of a standstill says what to type', () => {
    const history = createRecorder(planOfFile('definitions/order_processing_saga.yaml'));
    history.fail(history.schedule('reserve_inventory', 'inventory_server.reserve_items'));
    history.park('reserve_inventory', { message: 'down' });
    const output = testOutput();
    printEnding(output, { ...history.view(), id: "order_processing_saga/it's" });
    expect(output.text()).toContain('reserve_inventory is parked: down\n');
    expect(output.text()).toContain(String.raw`sagaflow decide 'order_processing_saga/it'\''s' retry --park 'run-1#1'`);
  });
});

describe('show', () => {
  it('has a line a step', () => {
    const output = testOutput();
    printSteps(output, declinedOrder().view());
    expect(output.text()).toContain('order_processing_saga/x  failed, saga compensated\n');
    expect(output.text()).toMatch(/^↶ {2}reserve_inventory {2}inventory_server.reserve_items +compensated +\d+ ms$/m);
    expect(output.text()).toMatch(/^· {2}create_shipment .* pending$/m);
  });
});

describe('values', () => {
  it.each([
    [0.4, '0 ms'],
    [999, '999 ms'],
    [1_240, '1.2 s'],
    [125_000, '2 min 5 s'],
    [12_000_000, '3 h 20 min'],
  ])('%i ms are %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('one line is one line, and not longer than asked', () => {
    expect(oneLine('a\n b\u0007c', 10)).toBe('a b\ufffdc');
    expect(oneLine('abcdef', 4)).toBe('abc…');
  });

  it('columns are as wide as what is in them', () => {
    expect(
      table([
        ['a', 'b'],
        ['äöü…', ''],
        ['漢', 'c'],
      ]),
    ).toEqual(['a     b', 'äöü…', '漢    c']);
  });
});
