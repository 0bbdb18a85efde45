import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLab, type Lab } from '../support/lab/lab.ts';
import { freshDir, netEffect, readJournal } from '../samples/sample-client.ts';
import { sampleServers } from '../support/samples.ts';
import { until } from '../support/progress.ts';
import { endOf, openTestProject, waitForWait, type TestProject } from '../support/project.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

// A busy machine may keep a living worker from saying so for a while.
const HEARTBEAT = 'heartbeat: 4s';
const QUICK = `timeout: { attempt: 5s, ${HEARTBEAT} }, retry_policy: { initial_interval: 10ms }`;
const PATIENT = QUICK.replace('5s', '60s');
const definitions = [
  `
saga_definition:
  name: keyed_saga
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: first, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-first" }, compensation: undo_act }
    - { name: held, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}" }, compensation: undo_act, ${PATIENT} }
    - { name: last, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-last" }, compensation: undo_act }
`,
  `
saga_definition:
  name: unkeyed_saga
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: first, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-first" }, compensation: undo_act }
    - { name: held, mcp_server: plain, action: act, arguments: { name: "\${{ input.name }}" }, compensation: undo_act, ${QUICK} }
`,
  `
saga_definition:
  name: unkeyed_parks
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: held, mcp_server: plain, action: act, arguments: { name: "\${{ input.name }}" }, on_failure: park, compensation: undo_act, ${QUICK} }
`,
  `
saga_definition:
  name: once_at_most
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: held, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}" }, compensation: undo_act, timeout: { attempt: 5s, ${HEARTBEAT} }, retry_policy: { max_attempts: 1 } }
`,
  `
saga_definition:
  name: order
  input: { type: object, required: [order_id], properties: { order_id: { type: string } } }
  steps:
    - name: reserve
      mcp_server: inventory_server
      action: reserve_items
      arguments: { order_id: "\${{ input.order_id }}", items: [{ sku: desk-lamp, quantity: 1 }] }
      compensation: release_reservation
    - name: charge
      mcp_server: payment_server
      action: charge_card
      arguments: { order_id: "\${{ input.order_id }}", amount: 10, currency: EUR, payment_token: pm_card_visa }
      compensation: refund_charge
      timeout: { attempt: 20s, ${HEARTBEAT} }
`,
  `
workflow_definition:
  name: waits
  input: { type: object, required: [name], properties: { name: { type: string } } }
  steps:
    - { name: before, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}" } }
    - { name: signal, wait_for: { signal: go_on } }
    - { name: after, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}" } }
  output: { signal: "\${{ steps.signal.output }}" }
`,
];

const journals = freshDir();
let lab: Lab;
let project: TestProject;

beforeAll(async () => {
  lab = await startLab();
  const platform = lab.platform + sampleServers(journals, ['inventory', 'payment']);
  project = await openTestProject({ platform, definitions, worker: { cachedExecutions: 1 } });
  expect(project.project().diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  await project.stopWorker();
});
afterAll(async () => {
  await project.close();
  await lab.close();
});

describe('a worker killed after the effects of its calls and before their answers', () => {
  let keyed: WorkflowHandle;
  let unkeyed: WorkflowHandle;
  let parks: WorkflowHandle;
  let order: WorkflowHandle;
  let once: WorkflowHandle;

  beforeAll(async () => {
    for (const name of ['keyed', 'unkeyed', 'parked', 'once']) lab.script(name, 'hold');
    keyed = await project.start('keyed_saga', { name: 'keyed' });
    unkeyed = await project.start('unkeyed_saga', { name: 'unkeyed' });
    parks = await project.start('unkeyed_parks', { name: 'parked' });
    once = await project.start('once_at_most', { name: 'once' });
    writeFileSync(join(journals, 'switches.json'), '{"hold": "charge_card"}');
    order = await project.start('order', { order_id: 'o-1' });
    const first = await startWorkerProcess(project.folder, project.taskQueue);
    await Promise.all(['keyed', 'unkeyed', 'parked', 'once'].map((name) => lab.held(name)));
    await until('the call that is held', () => existsSync(join(journals, 'held-charge_card')));
    await first.kill();
    writeFileSync(join(journals, 'switches.json'), '{}');
    const second = await startWorkerProcess(project.folder, project.taskQueue);
    return () => second.stop();
  });

  it('a call that knows its key is finished by the next worker, with one effect', async () => {
    expect(await endOf(keyed)).toMatchObject({ ok: true });
    const calls = lab.callsOf('act', 'keyed');
    expect([calls.length, new Set(calls.map(({ key }) => key)).size, lab.done('keyed')]).toEqual([2, 1, 1]);
    expect([lab.left('keyed-first'), lab.left('keyed'), lab.left('keyed-last')]).toEqual([1, 1, 1]);
  });

  it('a call without a key is not repeated: once it cannot arrive any more, an operator has it undone', async () => {
    const wait = await waitForWait(unkeyed);
    expect(wait).toMatchObject({
      step: 'held',
      kind: 'decision',
      allowed: ['resume', 'retry', 'retry_with', 'resolve_unknown', 'mark_compensated', 'skip'],
    });
    expect(lab.callsOf('undo_act', 'unkeyed')).toEqual([]);
    await unkeyed.executeUpdate('retry', { args: [{ parkId: wait.parkId }] });
    expect(await endOf(unkeyed)).toMatchObject({
      ok: false,
      type: 'SagaCompensated',
      details: { step: 'held', compensated: ['held', 'first'] },
    });
    expect([lab.callsOf('act', 'unkeyed').length, lab.done('unkeyed'), lab.left('unkeyed')]).toEqual([1, 1, 0]);
  });

  it('a call without a key is not repeated: where a failure parks, that is not even offered', async () => {
    expect(await waitForWait(parks)).toMatchObject({
      step: 'held',
      kind: 'decision',
      allowed: ['retry_with', 'resolve_unknown', 'skip', 'compensate'],
    });
    expect([lab.callsOf('act', 'parked').length, lab.done('parked')]).toEqual([1, 1]);
    await parks.terminate();
  });

  it('a call that may be sent once is not sent again, and what it may have done is undone', async () => {
    expect(await endOf(once)).toMatchObject({
      ok: false,
      type: 'SagaCompensated',
      details: { cause: { type: 'AttemptsSpent' }, compensated: ['held'] },
    });
    expect([lab.callsOf('act', 'once').length, lab.left('once')]).toEqual([1, 0]);
  });

  it('a server that died with its worker finds the call in its journal', async () => {
    expect(await endOf(order)).toMatchObject({ ok: true });
    const lines = readJournal(journals, 'payment_server').filter(({ tool }) => tool === 'charge_card');
    expect(lines.filter(({ event }) => event === 'received')).toHaveLength(2);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(1);
    expect(netEffect(lines)).toBe(1);
  });
});

it('a worker that is restarted while executions wait, and keeps one of them in memory, replays the rest', async () => {
  await project.startWorker();
  const names = ['w1', 'w2', 'w3', 'w4'];
  const handles = await Promise.all(names.map((name) => project.start('waits', { name })));
  await Promise.all(handles.map(waitForWait));
  await project.stopWorker();
  await project.startWorker();
  for (const [index, handle] of handles.entries()) await handle.signal('go_on', { index });
  expect(await Promise.all(handles.map(endOf))).toEqual(
    names.map((_, index) => ({ ok: true, output: { signal: { index } } })),
  );
  await project.stopWorker();
  expect(names.map((name) => lab.callsOf('act', name).length)).toEqual([2, 2, 2, 2]);
});

it('a worker that is stopped while a call takes longer than its grace: nothing is undone, the next one finishes it', async () => {
  lab.script('stopped', 'hold');
  const handle = await project.start('keyed_saga', { name: 'stopped' });
  await project.startWorker();
  await lab.held('stopped');
  await project.stopWorker();
  await project.startWorker();
  expect(await endOf(handle)).toMatchObject({ ok: true });
  lab.release('stopped');
  await project.stopWorker();
  const keys = lab.callsOf('act', 'stopped').map(({ key }) => key);
  expect([new Set(keys).size, lab.done('stopped')]).toEqual([1, 1]);
});
