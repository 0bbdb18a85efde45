import { describe, expect, it } from 'vitest';
import type { Lab } from '../../support/lab/lab.ts';
import { parkedIn, refusalOf } from '../../support/decisions.ts';
import { useLab } from '../../support/lab/use-lab.ts';
import { until } from '../../support/progress.ts';
import { endOf, viewOf, type TestProject } from '../../support/project.ts';

const input = 'input: { type: object, required: [name], properties: { name: { type: string } } }';
const definitions = [
  `
saga_definition:
  name: parks
  ${input}
  steps:
    - { name: first, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-first" }, compensation: undo_act }
    - name: second
      mcp_server: keyed
      action: act
      arguments: { name: "\${{ input.name }}" }
      atomic_errors: true
      on_failure: park
      retry_policy: { max_attempts: 1 }
      compensation: undo_act
  output: { id: "\${{ steps.second.output.id }}" }
`,
  `
saga_definition:
  name: is_stuck
  ${input}
  steps:
    - name: first
      mcp_server: keyed
      action: act
      arguments: { name: "\${{ input.name }}" }
      compensation: { action: undo_act, arguments: { name: "\${{ arguments.name }}" }, retry_policy: { initial_interval: 10ms, max_interval: 10ms } }
    - name: stop
      fail: { type: Enough, message: It ends here. }
`,
];

let lab: Lab;
let project: TestProject;

useLab(definitions, (opened) => ({ lab, project } = opened));

const parked = (definition: string, name: string) => parkedIn(project, definition, name);

describe('a parked execution', () => {
  it('is found by its state, shows what it waits for, and says what each verb would do', async () => {
    lab.script('seen', { error: 'no *stars* today' });
    const { handle, parkId } = await parked('parks', 'seen');
    expect(await viewOf(handle)).toMatchObject({
      sagaState: 'parked',
      steps: [
        { path: 'first', status: 'completed' },
        { path: 'second', status: 'parked', outcome: 'no_effect', failure: { message: 'no *stars* today' } },
      ],
      waitingFor: [
        { step: 'second', kind: 'decision', parkId, allowed: ['retry', 'retry_with', 'skip', 'compensate'] },
      ],
    });
    const query = `SagaState="parked" AND FailedStep="second" AND WorkflowId="parks/seen"`;
    await until('the parked one in the list', async () => {
      const found = [];
      for await (const execution of project.client.workflow.list({ query })) found.push(execution.workflowId);
      return found.length === 1;
    });
    const metadata = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(metadata.currentDetails).toContain(parkId);
    expect(metadata.currentDetails).toContain('**skip**');
    expect(metadata.currentDetails).toContain(String.raw`no \*stars\* today`);
    await handle.terminate();
  });

  it('refuses decisions that do not fit with a sentence, and writes nothing into its history', async () => {
    lab.script('strict', { error: 'no' });
    const { handle, parkId } = await parked('parks', 'strict');
    const before = (await handle.describe()).historyLength;
    expect(await refusalOf(handle, 'skip', {})).toContain(parkId);
    expect(await refusalOf(handle, 'compensate', { parkId: 'an old one' })).toContain('Parked now: "second"');
    expect(await refusalOf(handle, 'approve', {})).toBe('No approval waits for an answer here.');
    expect(await refusalOf(handle, 'retry', ['second'])).toBe('"retry" takes one JSON object.');
    expect((await handle.describe()).historyLength).toBe(before);
    await handle.terminate();
  });

  it('sends the call again on `retry`, under a new key when it certainly did nothing', async () => {
    lab.script('again', { error: 'no' });
    const { handle } = await parked('parks', 'again');
    await handle.executeUpdate('retry', { args: [{}] });
    expect(await endOf(handle)).toMatchObject({ ok: true });
    const keys = lab.callsOf('act', 'again').map(({ key }) => key);
    expect(new Set(keys).size).toBe(2);
  });

  it('sends the call again on `retry` under the same key when it may have happened', async () => {
    lab.script('perhaps', 'lost_answer');
    const { handle } = await parked('parks', 'perhaps');
    await handle.signal('retry', { step: 'second' });
    expect(await endOf(handle)).toMatchObject({ ok: true });
    const keys = lab.callsOf('act', 'perhaps').map(({ key }) => key);
    expect([keys.length, new Set(keys).size, lab.done('perhaps')]).toEqual([2, 1, 1]);
  });

  it('goes on with the given output on `skip`', async () => {
    lab.script('skipped', { error: 'no' });
    const { handle, parkId } = await parked('parks', 'skipped');
    await handle.executeUpdate('skip', { args: [{ parkId, output: { id: 'by hand' }, by: 'eva' }] });
    expect(await endOf(handle)).toEqual({ ok: true, output: { id: 'by hand' } });
  });

  it('undoes what was done on `compensate`, also by Signal; a stale one before it is ignored', async () => {
    lab.script('given-up', { error: 'no' });
    const { handle, parkId } = await parked('parks', 'given-up');
    await handle.signal('compensate', { parkId: 'of another time' });
    await handle.signal('compensate', { parkId });
    expect(await endOf(handle)).toMatchObject({
      ok: false,
      type: 'SagaCompensated',
      details: { step: 'second', compensated: ['first'] },
    });
    expect(lab.left('given-up-first')).toBe(0);
  });
});

describe('a compensation that is refused', () => {
  it('is asked five times, then parks, and is done on `retry`', async () => {
    lab.script('undo:stuck', ...Array.from({ length: 5 }, () => ({ error: 'locked' })));
    const { handle, parkId } = await parked('is_stuck', 'stuck');
    expect(lab.callsOf('undo_act', 'stuck')).toHaveLength(5);
    expect(await refusalOf(handle, 'compensate', { parkId })).toContain('does not fit');
    await handle.executeUpdate('retry', { args: [{ parkId }] });
    expect(await endOf(handle)).toMatchObject({
      ok: false,
      type: 'SagaCompensated',
      details: { compensated: ['first'] },
    });
    expect(lab.left('stuck')).toBe(0);
  });

  it('is left undone on `skip`, and the ending says so', async () => {
    lab.always('undo:lost', { error: 'locked' });
    const { handle, parkId } = await parked('is_stuck', 'lost');
    await handle.executeUpdate('skip', { args: [{ parkId, reason: 'done by phone' }] });
    expect(await endOf(handle)).toMatchObject({
      ok: false,
      type: 'SagaPartiallyCompensated',
      details: { step: 'stop', compensated: [], notCompensated: ['first'] },
    });
  });
});
