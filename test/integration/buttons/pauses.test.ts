import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localCaller } from '../../../api/operations/caller.ts';
import type { ListPage } from '../../../api/operations/ports.ts';
import type { ExecutionView } from '../../../plan/view.ts';
import { buttonsOf, OPERATOR, scheduledAs } from '../../support/buttons.ts';
import { parkedIn } from '../../support/decisions.ts';
import { openDoors, operationsOf, type TestDoors } from '../../support/doors.ts';
import { useLab } from '../../support/lab/use-lab.ts';
import type { Lab } from '../../support/lab/lab.ts';
import { until, whileItMoves } from '../../support/progress.ts';
import { endOf, type TestProject } from '../../support/project.ts';

const input = 'input: { type: object, required: [name], properties: { name: { type: string } } }';
const act = (name: string, more: string): string =>
  `- { name: ${name}, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-${name}" }, atomic_errors: true, compensation: undo_act, retry_policy: { initial_interval: 10ms }${more} }`;
const definitions = [
  `
saga_definition:
  name: two_acts
  ${input}
  steps:
    ${act('first', '')}
    ${act('second', ', on_failure: park')}
  output: { id: "\${{ steps.second.output.id }}" }
`,
  `
saga_definition:
  name: waits
  ${input}
  steps:
    ${act('first', '')}
    - { name: told, wait_for: { signal: go_on } }
`,
];

let lab: Lab;
let project: TestProject;
let doors: TestDoors;

useLab(definitions, (opened) => ({ lab, project } = opened));
beforeAll(async () => {
  doors = await openDoors(project, { ann: { scopes: ['admin'] } });
});
afterAll(() => doors.close());

const operations = () => operationsOf(project);
const caller = localCaller(null);
const show = (id: string): Promise<ExecutionView> => operations().get(caller, id);
const path = (id: string, more = ''): string => `/v1/executions/${encodeURIComponent(id)}${more}`;
const pausedBy = (reason: string) => ({ by: OPERATOR, since: expect.stringMatching(/^\d{4}-/), reason });

describe('an execution that somebody has paused in Temporal', () => {
  it('says so at every door, with who, since when and why, and takes no decision before it is unpaused', async () => {
    lab.script('still-second', { error: 'no' });
    const { handle, parkId } = await parkedIn(project, 'two_acts', 'still');
    const { workflowId: id } = handle;
    const buttons = buttonsOf(project.client, handle);
    await buttons.pause('stocktaking');

    const view = await show(id);
    expect(view).toMatchObject({ status: 'paused', sagaState: 'parked', pause: pausedBy('stocktaking') });
    expect(view.waitingFor).toMatchObject([{ parkId }]);
    expect(await doors.ask('ann', 'GET', path(id))).toMatchObject({
      status: 200,
      body: { status: 'paused', pause: view.pause },
    });
    await until('the paused one in the list', async () => (await idsOf('paused')).includes(id));
    expect(await idsOf('running')).not.toContain(id);

    const refused = await doors.ask('ann', 'POST', path(id, '/decisions'), { verb: 'retry', parkId, reason: 'again' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'execution-paused' } });
    expect(JSON.stringify(refused.body)).toContain(`by ${OPERATOR} (stocktaking)`);
    expect(JSON.stringify(refused.body)).toContain(`temporal workflow unpause --workflow-id 'two_acts/still'`);
    await expect(operations().decide(caller, id, 'retry', { parkId })).rejects.toMatchObject({
      code: 'execution-paused',
    });
    // Temporal's own door answers in Temporal's words.
    await expect(handle.executeUpdate('retry', { args: [{ parkId }] })).rejects.toMatchObject({
      cause: { details: expect.stringContaining('paused') },
    });

    await buttons.unpause('counted');
    await operations().decide(caller, id, 'retry', { parkId });
    expect(await endOf(handle)).toMatchObject({ ok: true });
    const done = await show(id);
    expect(done).toMatchObject({ status: 'completed', pause: null, decisions: [{ verb: 'retry' }] });
    const said = `It was paused from ${view.pause?.since ?? ''} by ${OPERATOR} (stocktaking), and goes on by ${OPERATOR} (counted).`;
    expect(done.notices).toMatchObject([{ type: 'Unpaused', message: said }]);
    expect([lab.done('still-first'), lab.done('still-second')]).toEqual([1, 1]);
  });

  it('lets the call under way end, starts no other, and goes on where it stood', async () => {
    lab.script('busy-first', 'hold');
    const handle = await project.start('two_acts', { name: 'busy' }, 'busy');
    await lab.held('busy-first');
    const buttons = buttonsOf(project.client, handle);
    await buttons.pause('');
    lab.release('busy-first');
    const ended = await whileItMoves('the end of the call', async () => {
      const view = await show(handle.workflowId);
      return view.steps[0]?.status === 'completed' ? { found: view } : { seen: JSON.stringify(view) };
    });
    expect(ended).toMatchObject({ status: 'paused', pause: { by: OPERATOR, reason: null } });
    expect(ended.steps[1]?.status).toBe('pending');
    await buttons.unpause('');
    expect(await endOf(handle)).toMatchObject({ ok: true });
    expect([lab.done('busy-first'), lab.done('busy-second')]).toEqual([1, 1]);
  });

  it('is what a start with the same input gives, and waiting for it does not hang', async () => {
    const handle = await project.start('waits', { name: 'again' }, 'again');
    await scheduled(handle.workflowId);
    await buttonsOf(project.client, handle).pause('why not');
    const request = { definition: 'waits', input: { name: 'again' }, id: 'again', waitMs: 600_000 };
    const started = await operations().start(caller, request);
    expect(started).toMatchObject({ isNew: false, isDone: false, view: { status: 'paused' } });
    const other = operations().start(caller, { ...request, input: { name: 'other' } });
    await expect(other).rejects.toMatchObject({
      code: 'execution-conflict',
      message: expect.stringContaining('already paused'),
    });
    await handle.terminate();
    expect(await show(handle.workflowId)).toMatchObject({ status: 'terminated', pause: null });
  });

  it('keeps signals and a cancel, which are heard when it is unpaused', async () => {
    const told = await project.start('waits', { name: 'told' }, 'told');
    const canceled = await project.start('waits', { name: 'canceled' }, 'canceled');
    for (const { workflowId } of [told, canceled]) await scheduled(workflowId);
    for (const handle of [told, canceled]) await buttonsOf(project.client, handle).pause('later');
    await operations().signal(caller, told.workflowId, 'go_on', null);
    await operations().cancel(caller, canceled.workflowId);
    for (const { workflowId } of [told, canceled]) expect((await show(workflowId)).status).toBe('paused');
    for (const handle of [told, canceled]) await buttonsOf(project.client, handle).unpause('now');
    expect(await endOf(told)).toMatchObject({ ok: true });
    expect(await endOf(canceled)).toMatchObject({ type: 'CancelledFailure' });
    expect((await show(canceled.workflowId)).steps[0]?.status).toBe('compensated');
    expect(lab.left('canceled-first')).toBe(0);
  });

  it('tells those who follow it, and a run that was paused before its first step says so too', async () => {
    const handle = await project.start('waits', { name: 'followed' }, 'followed');
    await scheduled(handle.workflowId);
    const buttons = buttonsOf(project.client, handle);
    await buttons.pause('look');
    await buttons.unpause('seen');
    await handle.signal('go_on');
    await endOf(handle);
    const types: string[] = [];
    for await (const { event, head } of await operations().follow(caller, handle.workflowId, {}))
      types.push(`${event.type} ${head.status}`);
    expect(types).toContain('paused paused');
    expect(types).toContain('unpaused running');
    const { text } = await events(handle.workflowId);
    expect(text).toContain('"type":"paused"');
    expect(text).toContain(OPERATOR);

    await project.stopWorker();
    const early = await project.start('waits', { name: 'early' }, 'early');
    await buttonsOf(project.client, early).pause('too early');
    expect(await show(early.workflowId)).toMatchObject({ status: 'paused', pause: pausedBy('too early') });
    await project.startWorker();
    await early.terminate();
  });
});

describe('a call that somebody has paused in Temporal', () => {
  it('is not sent again before it is unpaused, and its step shows who, since when and why', async () => {
    lab.always('stuck-first', { status: 503, body: 'busy' });
    const handle = await project.start('two_acts', { name: 'stuck' }, 'stuck');
    await until('a second attempt', () => lab.callsOf('act', 'stuck-first').length > 1);
    const buttons = buttonsOf(project.client, handle);
    await buttons.pauseCall('first', 'server is being repaired');
    const [step] = (await show(handle.workflowId)).steps;
    expect(step).toMatchObject({ path: 'first', status: 'running', pause: pausedBy('server is being repaired') });
    expect((await show(handle.workflowId)).status).toBe('running');
    lab.always('stuck-first', 'ok');
    await buttons.unpauseCall('first');
    expect(await endOf(handle)).toMatchObject({ ok: true });
    expect((await show(handle.workflowId)).steps[0]?.pause).toBeNull();
    expect(lab.done('stuck-first')).toBe(1);
  });

  it('is shown on the step that it undoes', async () => {
    lab.always('undo:back-first', { status: 503, body: 'busy' });
    lab.script('back-second', { error: 'no' });
    const { handle, parkId } = await parkedIn(project, 'two_acts', 'back');
    await operations().decide(caller, handle.workflowId, 'compensate', { parkId });
    await scheduledAs(handle, 'first~undo');
    const buttons = buttonsOf(project.client, handle);
    await buttons.pauseCall('first~undo', 'wait');
    expect((await show(handle.workflowId)).steps[0]).toMatchObject({ status: 'compensating', pause: pausedBy('wait') });
    lab.always('undo:back-first', 'ok');
    await buttons.unpauseCall('first~undo');
    expect(await endOf(handle)).toMatchObject({ type: 'SagaCompensated' });
    expect(lab.left('back-first')).toBe(0);
  });
});

describe('what else can be done to a call in Temporal', () => {
  it('reset and update-options change when it is tried again, never what it does', async () => {
    lab.always('tuned-first', { status: 503, body: 'busy' });
    const handle = await project.start('two_acts', { name: 'tuned' }, 'tuned');
    await until('a second attempt', () => lab.callsOf('act', 'tuned-first').length > 1);
    const buttons = buttonsOf(project.client, handle);
    await buttons.updateOptions('first', 120_000);
    await buttons.resetCall('first');
    lab.always('tuned-first', 'ok');
    expect(await endOf(handle)).toMatchObject({ ok: true });
    expect(new Set(lab.callsOf('act', 'tuned-first').map(({ key }) => key)).size).toBe(1);
    expect(lab.done('tuned-first')).toBe(1);
  });
});

async function idsOf(status: string): Promise<string[]> {
  const { body } = await doors.ask('ann', 'GET', `/v1/executions?status=${status}`);
  return (body as unknown as ListPage).executions.map(({ id }) => id);
}

/** Waits for its signal. */
async function scheduled(id: string): Promise<void> {
  await whileItMoves('its wait', async () => {
    const view = await show(id);
    return view.waitingFor.length > 0 ? { found: true } : { seen: JSON.stringify(view) };
  });
}

async function events(id: string): Promise<{ text: string }> {
  const headers = { authorization: `Bearer ${doors.keyOf('ann')}` };
  const response = await fetch(`${doors.url}${path(id, '/events')}`, { headers });
  return { text: await response.text() };
}
