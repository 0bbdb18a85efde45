import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDoors, type TestDoors } from '../../support/doors.ts';
import type { Lab } from '../../support/lab/lab.ts';
import { useLab } from '../../support/lab/use-lab.ts';
import { until } from '../../support/progress.ts';
import { endOf, waitForWait, type TestProject } from '../../support/project.ts';

const input = 'input: { type: object, required: [name], properties: { name: { type: string } } }';
const definitions = [
  `
saga_definition:
  name: pays
  ${input}
  steps:
    - { name: charge, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}" }, compensation: undo_act }
    - name: each
      for_each: [1, 2]
      as: number
      steps:
        - { name: goods, wait_for: { signal: goods_arrived, schema: { type: object, required: [pieces], properties: { pieces: { type: integer } } } } }
      output: "\${{ steps.goods.output.pieces }}"
  output: { pieces: "\${{ steps.each.output }}" }
`,
  `
saga_definition:
  name: orders
  ${input}
  steps:
    - { name: inner, workflow: pays, arguments: { name: "\${{ input.name }}" } }
`,
];

let lab: Lab;
let project: TestProject;
let doors: TestDoors;

useLab(definitions, (opened) => ({ lab, project } = opened));
beforeAll(async () => {
  doors = await openDoors(project, { alice: { scopes: ['definition:*:start', 'definition:*:read'] } });
});
afterAll(() => doors.close());

const at = (id: string): string => `/v1/executions/${encodeURIComponent(id)}`;
const signal = (id: string, name: string, payload: unknown) =>
  doors.ask('alice', 'POST', `${at(id)}/signals/${name}`, payload);

describe('a signal that no step waits for', () => {
  it('stops no execution, also under a name that Temporal keeps for itself, and its history says that it was ignored', async () => {
    const handle = await project.start('pays', { name: 'wedge' });
    await handle.signal('__temporal_x', 1);
    await waitForWait(handle);
    await handle.signal('__temporal_x', 2);
    await handle.signal('goods_arived', { pieces: 9 });
    await handle.signal('goods_arrived', { pieces: 1 });
    await handle.signal('goods_arrived', { pieces: 2 });
    expect(await endOf(handle)).toEqual({ ok: true, output: { pieces: [1, 2] } });
    expect(lab.callsOf('act', 'wedge')).toHaveLength(1);
    const { body } = await doors.ask('alice', 'GET', at(handle.workflowId));
    expect(body.notices.map(({ message }) => message)).toEqual([
      'The signal "__temporal_x" was ignored: no step of this execution waits for it.',
      'The signal "__temporal_x" was ignored: no step of this execution waits for it.',
      'The signal "goods_arived" was ignored: no step of this execution waits for it.',
    ]);
  });

  it('is refused at the door, which says what the plan of that execution waits for', async () => {
    const handle = await project.start('pays', { name: 'door' });
    const { workflowId: id } = handle;
    await waitForWait(handle);
    expect(await signal(id, 'goods_arived', { pieces: 1 })).toMatchObject({
      status: 404,
      body: {
        code: 'unknown-signal',
        detail: `No step of "${id}" waits for a signal "goods_arived". Did you mean "goods_arrived"?`,
      },
    });
    expect(await signal(id, '__temporal_x', null)).toMatchObject({ status: 404, body: { code: 'unknown-signal' } });
    expect(await signal(id, 'goods_arrived', { pieces: 'many' })).toMatchObject({
      status: 422,
      body: { code: 'invalid-input', errors: [{ pointer: '/pieces' }] },
    });
    expect(await signal(id, 'approve', {})).toMatchObject({ status: 409, body: { code: 'refused' } });
    expect(await signal(id, 'goods_arrived', { pieces: 1 })).toMatchObject({ status: 200 });
    expect(await signal(id, 'goods_arrived', { pieces: 2 })).toMatchObject({ status: 200 });
    expect(await endOf(handle)).toEqual({ ok: true, output: { pieces: [1, 2] } });
    expect(await signal(id, 'goods_arrived', { pieces: 3 })).toMatchObject({
      status: 409,
      body: { code: 'execution-closed' },
    });
  });

  it('is one that a child waits for: the child takes it under its own id', async () => {
    const handle = await project.start('orders', { name: 'parent' });
    const child = `${handle.workflowId}~inner@0`;
    await until('the child', async () => (await doors.ask('alice', 'GET', at(child))).status === 200);
    expect(await signal(handle.workflowId, 'goods_arrived', { pieces: 1 })).toMatchObject({ status: 404 });
    expect(await signal(child, 'goods_arrived', { pieces: 1 })).toMatchObject({ status: 200 });
    expect(await signal(child, 'goods_arrived', { pieces: 2 })).toMatchObject({ status: 200 });
    expect(await endOf(handle)).toMatchObject({ ok: true });
  });
});

describe('signals that come before any worker', () => {
  it('are kept in their order, and taken by the steps that wait for them', async () => {
    await project.stopWorker();
    const handle = await project.start('pays', { name: 'early' });
    for (const name of ['goods_arrived', '__temporal_x', 'other']) await handle.signal(name, { pieces: 1 });
    await handle.signal('goods_arrived', { pieces: 2 });
    expect(await signal(handle.workflowId, 'goods_arrived', { pieces: 3 })).toMatchObject({
      status: 503,
      body: { code: 'definition-not-ready' },
    });
    await project.startWorker();
    expect(await endOf(handle)).toEqual({ ok: true, output: { pieces: [1, 2] } });
  });
});
