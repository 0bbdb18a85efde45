import { describe, expect, it } from 'vitest';
import { printEnding } from '../../../cli/render/ending.ts';
import { createLiveLines } from '../../../cli/render/live-lines.ts';
import { table } from '../../../cli/render/table.ts';
import { failureLine, oneLine } from '../../../cli/render/values.ts';
import { inWords } from '../../../plan/duration.ts';
import { printSteps } from '../../../cli/render/view-table.ts';
import { planOfFile } from '../../api/project-plans.ts';
import { changesOf, timeOf } from '../support/changes.ts';
import { testOutput } from '../support/test-context.ts';

const order = planOfFile('definitions/order_processing_saga.yaml');

/** The card is declined: what was reserved is undone. */
function declinedOrder() {
  const reserve = { server: 'inventory_server', tool: 'reserve_items' };
  const charge = { server: 'payment_server', tool: 'charge_card' };
  const release = { server: 'inventory_server', tool: 'release_reservation' };
  const declined = { type: 'ToolFailed', message: 'no' };
  const cause = { type: 'ToolFailed', message: 'The card was declined.' };
  const failure = { type: 'SagaCompensated', message: '-', step: 'charge_payment', cause };
  return changesOf(order, [
    [{ type: 'step_started', at: timeOf(10), path: 'reserve_inventory', ...reserve }],
    [
      { type: 'step_completed', at: timeOf(20), path: 'reserve_inventory' },
      { ...reserve, durationMs: 10 },
    ],
    [{ type: 'step_started', at: timeOf(30), path: 'charge_payment', ...charge }],
    [
      { type: 'step_failed', at: timeOf(40), path: 'charge_payment', outcome: 'no_effect', failure: declined },
      { ...charge, durationMs: 10 },
    ],
    [{ type: 'compensating', at: timeOf(50), path: 'reserve_inventory' }],
    [
      { type: 'compensated', at: timeOf(60), path: 'reserve_inventory' },
      { ...release, durationMs: 10 },
    ],
    [
      {
        type: 'closed',
        at: timeOf(70),
        status: 'failed',
        failure: { ...failure, compensated: ['reserve_inventory'], notCompensated: [] },
      },
    ],
  ]);
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
    const failure = { type: 'ToolFailed', message: 'a\u001b[31m\nb' };
    const { changes } = changesOf(order, [
      [
        { type: 'step_failed', at: timeOf(10), path: 'reserve_inventory', outcome: 'unknown', failure },
        { server: 'inventory_server', tool: 'reserve_items', durationMs: 10 },
      ],
    ]);
    for (const change of changes) createLiveLines(output).show(change);
    expect(output.text()).toContain('ToolFailed: a\ufffd[31m b\n');
  });
});

describe('the steps of an execution', () => {
  it.each([
    [{ progress: 3, total: 10, message: 'copied\n3 files' }, '3 of 10: copied 3 files'],
    [{ progress: 1 / 3, total: 1, message: null }, '0.33 of 1'],
    [{ progress: 7, total: null, message: 'still there' }, '7: still there'],
  ])('say how far the tool of a call under way is: %j', (reported, expected) => {
    const { view } = changesOf(order, [[{ type: 'step_started', at: timeOf(10), path: 'reserve_inventory' }]]);
    const [first, ...others] = view.steps;
    if (first === undefined) throw new Error('The order has no step.');
    const output = testOutput();
    printSteps(output, { ...view, steps: [{ ...first, progress: { ...reported, at: timeOf(20) } }, ...others] });
    expect(output.text()).toMatch(new RegExp(`reserve_inventory .* running +${expected}\n`));
  });
});

describe('the ending', () => {
  it('names the step, why, and what was undone newest first', () => {
    const output = testOutput();
    printEnding(output, { ...declinedOrder().view, links: { temporal: 'http://ui/x' } });
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
    const verbs = [{ verb: 'retry', does: 'sends it again', example: { parkId: 'run-1#1' } }];
    const facts = { path: 'reserve_inventory', direction: 'forward' as const, parkId: 'run-1#1', epoch: 0 };
    const { view } = changesOf(order, [
      [{ type: 'parked', at: timeOf(10), ...facts, allowed: ['retry'], verbs, unclear: null, message: 'down' }],
    ]);
    const output = testOutput();
    printEnding(output, { ...view, id: "order_processing_saga/it's" });
    expect(output.text()).toContain('reserve_inventory is parked: down\n');
    expect(output.text()).toContain(String.raw`sagaflow decide 'order_processing_saga/it'\''s' retry --park 'run-1#1'`);
  });
});

describe('show', () => {
  it('has a line a step', () => {
    const output = testOutput();
    printSteps(output, declinedOrder().view);
    expect(output.text()).toContain('order_processing_saga/x  failed, saga compensated\n');
    expect(output.text()).toMatch(/^↶ {2}reserve_inventory {2}inventory_server.reserve_items +compensated +\d+ ms$/m);
    expect(output.text()).toMatch(/^· {2}create_shipment .* pending$/m);
  });
});

describe('values', () => {
  it.each([
    [0.4, '0 ms'],
    [999, '999 ms'],
    [3_999.7515360000034, '4 s'],
    [59_960, '1 min'],
    [120_000, '2 min'],
    [187_200_000, '2 d 4 h'],
    [1_240, '1.2 s'],
    [125_000, '2 min 5 s'],
    [12_000_000, '3 h 20 min'],
  ])('%i ms are %s', (ms, text) => {
    expect(inWords(ms)).toBe(text);
  });

  it('a failure without a type is its message alone', () => {
    expect(failureLine({ type: '', message: 'by hand' })).toBe('by hand');
    expect(failureLine({ type: 'ToolFailed', message: '' })).toBe('ToolFailed');
    expect(failureLine({ type: 'ToolFailed', message: 'no' })).toBe('ToolFailed: no');
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
