import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { freshDir, netEffect, readJournal, startSample, textOf } from './sample-client.ts';

const order = { order_id: 'o-1', items: [{ sku: 'desk-lamp', quantity: 2 }] };
const charge = { order_id: 'o-1', amount: 20, currency: 'EUR', payment_token: 'pm_card_visa' };

describe('a call with a key', () => {
  it('gives the stored answer when it is repeated, also after a restart, and has one effect', async () => {
    const dir = freshDir();
    const before = await startSample('inventory', dir);
    const first = await before.call('reserve_items', order, { key: 'k' });
    const second = await before.call('reserve_items', order, { key: 'k' });
    process.kill(before.pid, 'SIGKILL');
    const after = await startSample('inventory', dir);
    const third = await after.call('reserve_items', order, { key: 'k' });
    expect(second.structuredContent).toEqual(first.structuredContent);
    expect(third.structuredContent).toEqual(first.structuredContent);
    expect(netEffect(readJournal(dir, 'inventory_server'))).toBe(1);
    expect((await after.call('get_stock', { sku: 'desk-lamp' })).structuredContent).toMatchObject({
      available: 99_998,
    });
  });

  it('has one effect when two processes get it at the same time', async () => {
    const dir = freshDir();
    const servers = await Promise.all([startSample('payment', dir), startSample('payment', dir)]);
    const keys = Array.from({ length: 20 }, (_, index) => `k-${String(index)}`);
    const calls = keys.flatMap((key) => servers.map(({ call }) => call('charge_card', charge, { key })));
    const answers = await Promise.all(calls);
    const lines = readJournal(dir, 'payment_server');
    expect(netEffect(lines)).toBe(keys.length);
    expect(new Set(answers.map(({ structuredContent }) => structuredContent?.['charge_id'])).size).toBe(keys.length);
    expect(lines.filter(({ event }) => event === 'received')).toHaveLength(2 * keys.length);
  });

  it('never sells more than there is to callers in two processes', async () => {
    const dir = freshDir();
    const servers = await Promise.all([startSample('inventory', dir), startSample('inventory', dir)]);
    const items = [{ sku: 'limited-edition-print', quantity: 1 }];
    const calls = servers.flatMap(({ call }) =>
      Array.from({ length: 5 }, (_, index) => call('reserve_items', { order_id: `o-${String(index)}`, items })),
    );
    const answers = await Promise.all(calls);
    expect(answers.filter(({ isError }) => isError !== true)).toHaveLength(3);
  });

  it('is refused when the key belongs to a different call', async () => {
    const { call } = await startSample('payment', freshDir());
    await call('charge_card', charge, { key: 'k' });
    const other = await call('charge_card', { ...charge, amount: 21 }, { key: 'k' });
    expect(other.isError).toBe(true);
    expect(textOf(other)).toContain('key of a different call');
  });

  it('may be tried again after a refusal', async () => {
    const { call } = await startSample('payment', freshDir(), { SAGAFLOW_SAMPLES_FAIL: 'charge_card:2' });
    const answers = [];
    for (let attempt = 0; attempt < 3; attempt += 1) answers.push(await call('charge_card', charge, { key: 'k' }));
    expect(answers.map(({ isError }) => isError === true)).toEqual([true, true, false]);
  });

  it('keeps its effect when the server is killed between the effect and the answer', async () => {
    const dir = freshDir();
    const held = await startSample('payment', dir, { SAGAFLOW_SAMPLES_HOLD: 'charge_card' });
    const lost = held.call('charge_card', charge, { key: 'k' }).catch(() => 'lost');
    await vi.waitUntil(() => existsSync(join(dir, 'held-charge_card')));
    process.kill(held.pid, 'SIGKILL');
    expect(await lost).toBe('lost');
    const after = await startSample('payment', dir);
    expect((await after.call('charge_card', charge, { key: 'k' })).isError).toBeUndefined();
    expect(netEffect(readJournal(dir, 'payment_server'))).toBe(1);
  });

  it('is answered after a hold when the release file appears', async () => {
    const dir = freshDir();
    writeFileSync(join(dir, 'switches.json'), JSON.stringify({ hold: 'charge_card' }));
    const { call } = await startSample('payment', dir);
    const answer = call('charge_card', charge, { key: 'k' });
    await vi.waitUntil(() => existsSync(join(dir, 'held-charge_card')));
    expect(readJournal(dir, 'payment_server').map(({ event }) => event)).toEqual(['received', 'applied']);
    writeFileSync(join(dir, 'release-charge_card'), '');
    expect((await answer).isError).toBeUndefined();
  });
});

describe('a compensation', () => {
  it('undoes the effect of the key that it names, once', async () => {
    const dir = freshDir();
    const { call } = await startSample('payment', dir);
    const charged = await call('charge_card', charge, { key: 'k' });
    const other = await call('charge_card', charge, { key: 'other' });
    const refund = () => call('refund_charge', { order_id: 'o-1' }, { key: 'undo-k', compensates: 'k' });
    const done = { status: 'undone', ref: charged.structuredContent?.['charge_id'] };
    expect((await refund()).structuredContent).toEqual(done);
    expect((await refund()).structuredContent).toEqual(done);
    expect(netEffect(readJournal(dir, 'payment_server'))).toBe(1);
    const byArguments = await call('refund_charge', { order_id: 'o-1' });
    expect(byArguments.structuredContent).toEqual({ status: 'undone', ref: other.structuredContent?.['charge_id'] });
    expect(netEffect(readJournal(dir, 'payment_server'))).toBe(0);
  });

  it('succeeds when there is nothing to undo, and then refuses the forward call that arrives late', async () => {
    const dir = freshDir();
    const { call } = await startSample('inventory', dir);
    const undone = await call('release_reservation', { order_id: 'o-1' }, { key: 'u', compensates: 'k' });
    expect(undone.structuredContent).toEqual({ status: 'nothing_to_undo', ref: null });
    const late = await call('reserve_items', order, { key: 'k' });
    expect(late.isError).toBe(true);
    expect(textOf(late)).toContain('came too late');
    expect(netEffect(readJournal(dir, 'inventory_server'))).toBe(0);
  });

  it('overtakes a slow forward call, which is then refused', async () => {
    const dir = freshDir();
    const { call } = await startSample('inventory', dir);
    const slow = call('reserve_items', { order_id: 'o-1', items: [{ sku: 'slow-1500', quantity: 1 }] }, { key: 'k' });
    await vi.waitUntil(() => readJournal(dir, 'inventory_server').length === 1);
    await call('release_reservation', { order_id: 'o-1' }, { key: 'u', compensates: 'k' });
    expect((await slow).isError).toBe(true);
    expect(netEffect(readJournal(dir, 'inventory_server'))).toBe(0);
  });

  it('refuses the forward call that is repeated after its effect was undone', async () => {
    const dir = freshDir();
    const { call } = await startSample('payment', dir);
    await call('charge_card', charge, { key: 'k' });
    await call('refund_charge', { order_id: 'o-1' }, { key: 'u', compensates: 'k' });
    expect((await call('charge_card', charge, { key: 'k' })).isError).toBe(true);
    expect((await call('charge_card', charge, { key: 'k@1' })).isError).toBeUndefined();
    expect(netEffect(readJournal(dir, 'payment_server'))).toBe(1);
  });

  it('is refused when its arguments describe another effect than its key', async () => {
    const { call } = await startSample('payment', freshDir());
    await call('charge_card', charge, { key: 'k' });
    const wrong = await call('refund_charge', { order_id: 'o-2' }, { key: 'u', compensates: 'k' });
    expect(wrong.isError).toBe(true);
  });
});

describe('a journal', () => {
  it('loses nothing when a dead process left a half-written line and the lock', async () => {
    const dir = freshDir();
    const before = await startSample('payment', dir);
    await before.call('charge_card', charge, { key: 'k' });
    process.kill(before.pid, 'SIGKILL');
    await vi.waitUntil(() => !isAlive(before.pid));
    appendFileSync(join(dir, 'payment_server.jsonl'), '{"at":"2026-');
    writeFileSync(join(dir, 'payment_server.lock.7'), String(before.pid));
    const after = await startSample('payment', dir);
    expect((await after.call('charge_card', charge, { key: 'k' })).isError).toBeUndefined();
    await after.call('charge_card', charge, { key: 'k2' });
    const whole = readFileSync(join(dir, 'payment_server.jsonl'), 'utf8').replace('{"at":"2026-\n', '');
    writeFileSync(join(dir, 'payment_server.jsonl'), whole);
    expect(netEffect(readJournal(dir, 'payment_server'))).toBe(2);
  });

  it('names the execution, the keys and the arguments of every call', async () => {
    const dir = freshDir();
    const { client } = await startSample('payment', dir);
    const execution = { id: 'order_processing_saga/o-1', runId: 'r', step: 'charge_payment', epoch: 0, attempt: 1 };
    const _meta = { 'io.sagaflow/idempotency-key': 'k', 'io.sagaflow/execution': execution };
    await client.callTool({ name: 'charge_card', arguments: charge, _meta });
    const lines = readJournal(dir, 'payment_server');
    expect(lines.map(({ event }) => event)).toEqual(['received', 'applied', 'replied']);
    for (const line of lines) expect(line).toMatchObject({ key: 'k', compensates: null, execution, arguments: charge });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
