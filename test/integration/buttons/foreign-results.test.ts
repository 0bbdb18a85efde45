import { describe, expect, it } from 'vitest';
import { localCaller } from '../../../api/operations/caller.ts';
import type { Json } from '../../../plan/json.ts';
import type { ExecutionView } from '../../../plan/view.ts';
import { buttonsOf, OPERATOR, scheduledAs } from '../../support/buttons.ts';
import { operationsOf } from '../../support/doors.ts';
import { useLab } from '../../support/lab/use-lab.ts';
import type { Lab } from '../../support/lab/lab.ts';
import { endOf, waitForWait, type TestProject } from '../../support/project.ts';

const input = 'input: { type: object, required: [name], properties: { name: { type: string } } }';
const act = (name: string, more: string): string =>
  `- { name: ${name}, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-${name}" }${more} }`;
const undo =
  ', compensation: { action: undo_act, arguments: { name: "${{ arguments.name }}" }, retry_policy: { initial_interval: 10ms } }';
const definitions = [
  `
saga_definition:
  name: two_acts
  ${input}
  steps:
    ${act('first', undo)}
    ${act('second', undo)}
    - { name: stop, fail: { type: Enough, message: It ends here. } }
`,
  `
saga_definition:
  name: asks_first
  ${input}
  steps:
    - name: it
      mcp_server: plain
      action: act
      arguments: { name: "\${{ input.name }}" }
      retry_policy: { initial_interval: 10ms }
      probe: { mcp_server: plain, action: find, arguments: { key: "\${{ key }}" }, happened: "\${{ output.found }}", result: { id: "\${{ output.id }}" } }
      compensation: undo_act
`,
];

let lab: Lab;
let project: TestProject;

useLab(definitions, (opened) => ({ lab, project } = opened));

/** The view that every door gives, from the history. */
const show = (id: string): Promise<ExecutionView> => operationsOf(project).get(localCaller(null), id);

/** An execution whose first call is held by its server. */
async function held(name: string) {
  lab.script(`${name}-first`, 'hold');
  const handle = await project.start('two_acts', { name }, name);
  await lab.held(`${name}-first`);
  return { handle, buttons: buttonsOf(project.client, handle) };
}

describe('a call that somebody completes by hand with a result of their own', () => {
  it.each<[string, Json]>([
    ['null', null],
    ['a text', 'hello'],
    ['an object', { id: 'act-1' }],
    ['a list', []],
  ])('parks, when it is %s, and shows who did it', async (what, result) => {
    const name = `by-hand-${what.replace(' ', '-')}`;
    const { handle, buttons } = await held(name);
    await buttons.complete('first', result);
    const wait = await waitForWait(handle);
    expect(wait).toMatchObject({ step: 'first', unclear: 'call', message: expect.stringContaining('ForeignResult') });
    expect(wait.allowed).toEqual(['retry', 'retry_with', 'resolve_unknown', 'skip', 'compensate']);
    lab.release(`${name}-first`);

    const view = await show(handle.workflowId);
    expect(view).toMatchObject({ status: 'running', sagaState: 'parked', waitingFor: [{ parkId: wait.parkId }] });
    expect(view.steps[0]).toMatchObject({
      status: 'parked',
      outcome: 'unknown',
      failure: { type: 'ForeignResult' },
    });
    const said = `first: ${OPERATOR} completed keyed.act by hand with ${JSON.stringify(result)}, which does not say what it did.`;
    expect(view.notices).toMatchObject([{ type: 'CallEndedByHand', message: said }]);

    await handle.executeUpdate('compensate', { args: [{ parkId: wait.parkId, by: 'bob', reason: 'not ours' }] });
    expect(await endOf(handle)).toMatchObject({
      ok: false,
      type: 'SagaCompensated',
      details: { compensated: ['first'] },
    });
    expect(lab.left(`${name}-first`)).toBe(0);
    const { decisions } = await show(handle.workflowId);
    expect(decisions).toMatchObject([{ verb: 'compensate', step: 'first', by: 'bob', reason: 'not ours' }]);
  });

  it('is asked about by its probe, where it has one', async () => {
    lab.script('probed', 'hold');
    const handle = await project.start('asks_first', { name: 'probed' });
    await lab.held('probed');
    await buttonsOf(project.client, handle).complete('it', 'done');
    lab.release('probed');
    expect(await endOf(handle)).toMatchObject({ ok: true });
    expect(lab.done('probed')).toBe(1);
    expect(await show(handle.workflowId)).toMatchObject({
      status: 'completed',
      notices: [{ type: 'CallEndedByHand' }],
    });
  });

  it('parks as an unclear compensation, when it undoes a step; what the person then says is in the decisions', async () => {
    const name = 'undone-by-hand';
    lab.script(`undo:${name}-second`, 'hold');
    const handle = await project.start('two_acts', { name }, name);
    await lab.held(`undo:${name}-second`);
    await buttonsOf(project.client, handle).complete('second~undo', null);
    const wait = await waitForWait(handle);
    expect(wait).toMatchObject({
      step: 'second',
      unclear: 'compensation',
      message: expect.stringContaining('ForeignResult'),
    });
    lab.release(`undo:${name}-second`);
    expect((await show(handle.workflowId)).notices).toMatchObject([{ type: 'CallEndedByHand' }]);
    const said = { parkId: wait.parkId, happened: true, evidence: 'the books say so', by: 'bob' };
    await handle.executeUpdate('resolve_unknown', { args: [said] });
    expect(await endOf(handle)).toMatchObject({
      type: 'SagaCompensated',
      details: { compensated: ['second', 'first'] },
    });
    expect((await show(handle.workflowId)).decisions).toMatchObject([
      { verb: 'resolve_unknown', step: 'second', by: 'bob', evidence: 'the books say so' },
    ]);
    expect([lab.left(`${name}-first`), lab.left(`${name}-second`)]).toEqual([0, 0]);
  });
});

describe('a call that somebody fails by hand', () => {
  it.each<[string, Json[]]>([
    ['without details', []],
    ['with details that claim that nothing happened', [{ outcome: 'no_effect' }]],
  ])('%s parks, and shows who did it and what they said', async (what, details) => {
    const name = `failed-${what.length}`;
    const { handle, buttons } = await held(name);
    await buttons.fail('first', 'card declined', ...details);
    const wait = await waitForWait(handle);
    expect(wait).toMatchObject({ step: 'first', unclear: 'call', message: expect.stringContaining('card declined') });
    lab.release(`${name}-first`);
    const view = await show(handle.workflowId);
    expect(view.steps[0]).toMatchObject({ status: 'parked', outcome: 'unknown', failure: { type: 'ForeignResult' } });
    expect(view.notices).toMatchObject([
      { type: 'CallEndedByHand', message: `first: ${OPERATOR} failed keyed.act by hand (card declined).` },
    ]);
    await handle.executeUpdate('resolve_unknown', {
      args: [{ parkId: wait.parkId, happened: true, evidence: 'seen' }],
    });
    expect(await endOf(handle)).toMatchObject({ type: 'SagaCompensated' });
    expect(lab.left(`${name}-first`)).toBe(0);
  });

  it('parks as an unclear compensation, when it undoes a step', async () => {
    const name = 'undo-failed';
    lab.script(`undo:${name}-second`, 'hold');
    const handle = await project.start('two_acts', { name }, name);
    await scheduledAs(handle, 'second~undo');
    await lab.held(`undo:${name}-second`);
    await buttonsOf(project.client, handle).fail('second~undo', 'enough');
    const wait = await waitForWait(handle);
    expect(wait).toMatchObject({ step: 'second', unclear: 'compensation', message: expect.stringContaining('enough') });
    lab.release(`undo:${name}-second`);
    await handle.executeUpdate('retry', { args: [{ parkId: wait.parkId }] });
    expect(await endOf(handle)).toMatchObject({ type: 'SagaCompensated' });
    expect([lab.left(`${name}-first`), lab.left(`${name}-second`)]).toEqual([0, 0]);
  });
});
