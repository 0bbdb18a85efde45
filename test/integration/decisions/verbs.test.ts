import { randomUUID } from 'node:crypto';
import proto from '@temporalio/proto';
import { describe, expect, it } from 'vitest';
import { createTemporalExecutions } from '../../../api/temporal/executions.ts';
import { LAST_DECISION, LAST_PARK } from '../../../plan/messages.ts';
import { dataConverter } from '../../support/data-converter.ts';
import type { Lab } from '../../support/lab/lab.ts';
import { parkedIn, refusalOf } from '../../support/decisions.ts';
import { useLab } from '../../support/lab/use-lab.ts';
import { until } from '../../support/progress.ts';
import { endOf, viewOf, waitForView, type TestProject } from '../../support/project.ts';
import { resetBefore } from '../../support/resets.ts';
import { testTemporal } from '../../support/temporal.ts';

const input = 'input: { type: object, required: [name], properties: { name: { type: string } } }';
const first = `{ name: first, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-first" }, compensation: undo_act }`;
const definitions = [
  `
saga_definition:
  name: asks
  ${input}
  steps:
    - ${first}
    - name: second
      mcp_server: keyed
      action: act
      arguments: { name: "\${{ input.name }}" }
      atomic_errors: true
      on_failure: park
      retry_policy: { max_attempts: 1 }
      compensation: { action: undo_act, arguments: { name: "\${{ arguments.name }}" } }
  output: { id: "\${{ steps.second.output.id }}" }
`,
  `
saga_definition:
  name: asks_unkeyed
  ${input}
  steps:
    - ${first}
    - name: second
      mcp_server: plain
      action: act
      arguments: { name: "\${{ input.name }}" }
      on_failure: park
      timeout: 1s
      compensation: { action: undo_act, arguments: { name: "\${{ output.id }}" } }
    - { name: third, fail: { type: Enough, message: It ends here. }, when: "\${{ input.name == 'undone' }}" }
  output: { id: "\${{ steps.second.output.id }}" }
`,
  `
saga_definition:
  name: stuck
  ${input}
  steps:
    - name: first
      mcp_server: plain
      action: act
      arguments: { name: "\${{ input.name }}" }
      compensation: { action: undo_act, arguments: { name: "\${{ arguments.name }}" } }
    - { name: stop, fail: { type: Enough, message: It ends here. } }
`,
];

let lab: Lab;
let project: TestProject;

useLab(definitions, (opened) => ({ lab, project } = opened));

const parked = (definition: string, name: string) => parkedIn(project, definition, name);

/** The view folded from the history alone: there is no worker to ask. */
async function foldedView(id: string) {
  const { connection } = project.client;
  const options = { connection, namespace: testTemporal().namespace, taskQueue: project.taskQueue, dataConverter };
  const view = await createTemporalExecutions({ ...options, uiAddress: undefined }).view(id);
  if (view === null) throw new Error(`There is no "${id}".`);
  return view;
}

describe('retry_with', () => {
  it('is refused with the JSON pointer, and nothing of that is in the history', async () => {
    lab.script('pointer', { error: 'no' });
    const { handle, parkId } = await parked('asks', 'pointer');
    const before = (await handle.describe()).historyLength;
    expect(await refusalOf(handle, 'retry_with', { parkId, arguments: { name: 7 } })).toMatch(
      /the arguments do not fit keyed\.act: \/name is of type /,
    );
    expect(await refusalOf(handle, 'retry_with', { parkId, arguments: {} })).toMatch(/\/name is missing/);
    expect(await refusalOf(handle, 'retry_with', { parkId })).toMatch(/needs "arguments"/);
    expect((await handle.describe()).historyLength).toBe(before);
    await handle.executeUpdate('retry_with', { args: [{ parkId, arguments: { name: 'pointer-2' } }] });
    expect(await endOf(handle)).toMatchObject({ ok: true });
    expect([lab.left('pointer'), lab.left('pointer-2')]).toEqual([0, 1]);
  });

  it('undoes first what may have happened', async () => {
    lab.script('replaced', 'lost_answer');
    const { handle, parkId } = await parked('asks', 'replaced');
    await handle.signal('retry_with', { parkId, arguments: { name: 'replaced-2' } });
    expect(await endOf(handle)).toMatchObject({ ok: true });
    expect([lab.done('replaced'), lab.left('replaced'), lab.left('replaced-2')]).toEqual([1, 0, 1]);
  });
});

describe('resolve_unknown', () => {
  it('happened: the step ends with the given output, and nothing is sent again', async () => {
    lab.script('happened', 'lost_answer');
    const { handle, parkId } = await parked('asks_unkeyed', 'happened');
    expect(await refusalOf(handle, 'resolve_unknown', { parkId, happened: true, evidence: 'x' })).toMatch(
      /"output" is needed/,
    );
    const said = { parkId, happened: true, output: { id: 'act-77' }, evidence: 'seen in the books', by: 'eva' };
    await handle.executeUpdate('resolve_unknown', { args: [said] });
    expect(await endOf(handle)).toEqual({ ok: true, output: { id: 'act-77' } });
    expect(lab.callsOf('act', 'happened')).toHaveLength(1);
  });

  it('happened: it is undone by what the given output says', async () => {
    lab.script('undone', 'lost_answer');
    const { handle, parkId } = await parked('asks_unkeyed', 'undone');
    await handle.signal('resolve_unknown', { parkId, happened: true, output: { id: 'undone' }, evidence: 'seen' });
    expect(await endOf(handle)).toMatchObject({
      ok: false,
      type: 'SagaCompensated',
      details: { compensated: ['second', 'first'] },
    });
    expect([lab.done('undone'), lab.left('undone')]).toEqual([1, 0]);
  });

  it('did not happen: it is sent again', async () => {
    lab.script('not-happened', 'lost_request');
    const { handle, parkId } = await parked('asks_unkeyed', 'not-happened');
    await handle.executeUpdate('resolve_unknown', { args: [{ parkId, happened: false, evidence: 'looked' }] });
    expect(await endOf(handle)).toMatchObject({ ok: true });
    expect(lab.left('not-happened')).toBe(1);
  });

  it('of a compensation: happened, so that the step is undone', async () => {
    lab.script('undo:undo-happened', 'lost_answer');
    const { handle, parkId } = await parked('stuck', 'undo-happened');
    expect(await viewOf(handle)).toMatchObject({
      waitingFor: [
        { unclear: 'compensation', allowed: ['resolve_unknown', 'never_happened', 'mark_compensated', 'skip'] },
      ],
    });
    await handle.executeUpdate('resolve_unknown', { args: [{ parkId, happened: true, evidence: 'looked' }] });
    expect(await endOf(handle)).toMatchObject({
      ok: false,
      type: 'SagaCompensated',
      details: { compensated: ['first'] },
    });
    expect([lab.callsOf('undo_act', 'undo-happened').length, lab.left('undo-happened')]).toEqual([1, 0]);
  });
});

describe('never_happened', () => {
  it('ends a refused undo: nothing is left, and the ending says that everything due was undone', async () => {
    lab.always('undo:absent', { error: 'there is no such booking' });
    const { handle, parkId } = await parked('stuck', 'absent');
    await handle.executeUpdate('never_happened', { args: [{ parkId, evidence: 'looked there', by: 'ann' }] });
    expect(await endOf(handle)).toMatchObject({ type: 'SagaCompensated', details: { notCompensated: [] } });
    const { steps, decisions } = await viewOf(handle);
    expect(steps[0]).toMatchObject({ path: 'first', outcome: 'no_effect' });
    expect(decisions).toMatchObject([{ verb: 'never_happened', by: 'ann', evidence: 'looked there' }]);
  });
});

describe('mark_compensated', () => {
  it('ends as partly compensated; who, why and when is in the view and in the history', async () => {
    lab.always('undo:marked', { error: 'locked' });
    const { handle, parkId } = await parked('stuck', 'marked');
    await handle.executeUpdate('mark_compensated', {
      args: [{ parkId, evidence: 'refund 4711', by: 'eva', reason: 'locked' }],
    });
    expect(await endOf(handle)).toMatchObject({
      ok: false,
      type: 'SagaPartiallyCompensated',
      details: { compensated: [], notCompensated: ['first'] },
    });
    const own = await viewOf(handle);
    expect(own.decisions).toMatchObject([
      {
        verb: 'mark_compensated',
        step: 'first',
        epoch: 0,
        parkId,
        by: 'eva',
        reason: 'locked',
        evidence: 'refund 4711',
      },
    ]);
    const folded = await foldedView('stuck/marked');
    expect(folded.decisions).toEqual(own.decisions);
    expect(folded).toMatchObject({
      sagaState: 'partially_compensated',
      waitingFor: [],
      steps: [{ path: 'first', status: 'compensated' }, {}],
    });
  });
});

describe('what people see of a park', () => {
  it('is in the history, so that no worker is needed: verbs, what they would do, arguments to paste', async () => {
    lab.script('paste', { error: 'no' });
    const { handle, parkId } = await parked('asks', 'paste');
    const own = await viewOf(handle);
    const metadata = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(metadata.currentDetails).toContain(`\`{"parkId":"${parkId}","arguments":{"name":"…"},"reason":"why"}\``);
    await project.stopWorker();
    const folded = await foldedView('asks/paste');
    await project.startWorker();
    expect(folded.waitingFor).toEqual(own.waitingFor);
    for (const { verb, example } of own.waitingFor[0]?.verbs ?? []) expect(example, verb).toMatchObject({ parkId });
    const { memo } = await handle.describe();
    expect(memo?.[LAST_PARK]).toMatchObject({ parkId, path: 'second' });
    await handle.signal('compensate', { parkId: 'another' });
    await handle.signal('compensate', { parkId });
    expect(await endOf(handle)).toMatchObject({ ok: false, type: 'SagaCompensated' });
    expect((await handle.describe()).memo?.[LAST_DECISION]).toMatchObject({ verb: 'compensate', parkId });
    expect((await foldedView('asks/paste')).decisions).toHaveLength(1);
    const { events } = await handle.fetchHistory();
    const reminders = (events ?? []).filter(({ timerStartedEventAttributes: timer }) => timer != null);
    expect(
      reminders.map(({ timerStartedEventAttributes: timer }) => Number(timer?.startToFireTimeout?.seconds)),
    ).toEqual([3_600]);
    expect(events?.some(({ timerCanceledEventAttributes: timer }) => timer != null)).toBe(true);
  });

  it('has a description for every verb', async () => {
    lab.script('described', { error: 'no' });
    const { handle } = await parked('asks', 'described');
    const { definition } = await handle.query<{
      definition: { updateDefinitions: { name: string; description: string }[] };
    }>('__temporal_workflow_metadata');
    const described = definition.updateDefinitions.filter(({ description }) => description.includes('Argument: {'));
    expect(described.map(({ name }) => name).sort()).toEqual([
      'approve',
      'compensate',
      'mark_compensated',
      'never_happened',
      'reject',
      'resolve_unknown',
      'resume',
      'retry',
      'retry_with',
      'skip',
    ]);
    await handle.terminate();
  });
});

describe('a batch', () => {
  it('decides many at once, found by their state', async () => {
    const names = ['batch-1', 'batch-2', 'batch-3'];
    for (const name of names) lab.script(name, { error: 'no' });
    const handles = (await Promise.all(names.map((name) => parked('asks', name)))).map(({ handle }) => handle);
    const query = `SagaState="parked" AND TaskQueue="${project.taskQueue}" AND WorkflowId STARTS_WITH "asks/batch-"`;
    const { client } = project;
    await until('the parked ones in the list', async () => (await client.workflow.count(query)).count >= names.length);
    const payload = client.options.loadedDataConverter.payloadConverter.toPayload({ reason: 'it is back', by: 'eva' });
    await client.workflowService.startBatchOperation({
      namespace: testTemporal().namespace,
      visibilityQuery: query,
      jobId: randomUUID(),
      reason: 'a test',
      signalOperation: {
        signal: 'retry',
        input: proto.temporal.api.common.v1.Payloads.create({ payloads: [payload] }),
      },
    });
    for (const handle of handles) expect(await endOf(handle)).toMatchObject({ ok: true });
    expect((await foldedView('asks/batch-2')).decisions).toMatchObject([
      { verb: 'retry', by: 'eva', reason: 'it is back' },
    ]);
  });
});

describe('after a reset', () => {
  it('a decision that is told again counts for the park that it names, and for none that comes later', async () => {
    lab.script('reset', { error: 'no' }, { error: 'no' }, { error: 'no' });
    const { handle, parkId } = await parked('asks', 'reset');
    await handle.executeUpdate('retry', { args: [{ parkId }] });
    const before = await waitForView(
      handle,
      ({ decisions, waitingFor }) => decisions.length === 1 && waitingFor.length === 1,
    );
    const stale = before.waitingFor[0]?.parkId ?? '';
    const again = await resetBefore(project.client, handle, 'second@1');
    const view = await waitForView(again, ({ waitingFor }) => waitingFor.length === 1);
    // The decision came after the point of the reset: Temporal has told it again, and the park that it names was still open.
    expect(view.decisions).toMatchObject([{ verb: 'retry', parkId }]);
    const parkIdNow = view.waitingFor[0]?.parkId ?? '';
    expect(parkIdNow).not.toBe(stale);
    expect(await refusalOf(again, 'skip', { parkId: stale })).toMatch(/^No park fits parkId/);
    await again.executeUpdate('skip', { args: [{ parkId: parkIdNow, output: { id: 'by hand' } }] });
    expect(await endOf(again)).toEqual({ ok: true, output: { id: 'by hand' } });
  });
});

describe('several parks', () => {
  it('the state names one that still waits, after another was decided', async () => {
    lab.script('again', { error: 'no' }, { error: 'no' });
    const { handle, parkId } = await parked('asks', 'again');
    await handle.executeUpdate('retry', { args: [{ parkId }] });
    const view = await waitForView(
      handle,
      ({ waitingFor, decisions }) => decisions.length === 1 && waitingFor.length === 1,
    );
    expect(view.waitingFor[0]?.parkId).not.toBe(parkId);
    expect(await refusalOf(handle, 'skip', { parkId })).toMatch(/^No park fits parkId/);
    await handle.terminate();
  });
});
