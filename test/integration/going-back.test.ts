import { describe, expect, it } from 'vitest';
import type { Lab } from '../support/lab/lab.ts';
import { useLab } from '../support/lab/use-lab.ts';
import { nameOf } from '../support/lab/tools.ts';
import { until } from '../support/progress.ts';
import { endOf, viewOf, waitForView, type TestProject } from '../support/project.ts';

const input = 'input: { type: object, required: [name], properties: { name: { type: string } } }';
/** A step with a name of its own in the lab's books: `<input.name>-<step>`. */
const act = (step: string, more = 'compensation: undo_act', server = 'keyed'): string =>
  `    - { name: ${step}, mcp_server: ${server}, action: act, arguments: { name: "\${{ input.name }}-${step}" }, ${more} }`;

const definitions = [
  `
saga_definition:
  name: three_steps
  ${input}
  steps:
${act('one')}
${act('two')}
${act('three')}
`,
  `
saga_definition:
  name: three_at_once
  ${input}
  steps:
${act('one', 'compensation: undo_act, depends_on: []')}
${act('two', 'compensation: undo_act, depends_on: []')}
${act('three', 'compensation: undo_act, depends_on: []')}
`,
  `
saga_definition:
  name: with_pivot
  ${input}
  steps:
${act('one')}
${act('pay', 'pivot: true')}
    - name: waits
      wait_for: { signal: go_on }
${act('tell', 'retry_policy: { max_attempts: unlimited, initial_interval: 10ms }')}
`,
  `
saga_definition:
  name: hurries
  deadline: 1s
  ${input}
  steps:
${act('one')}
    - name: waits
      wait_for: { signal: go_on }
`,
  `
saga_definition:
  name: parent
  ${input}
  steps:
    - name: child
      workflow: three_steps
      arguments: { name: "\${{ input.name }}-child" }
${act('after')}
    - name: stop
      fail: { type: Enough, message: It ends here. }
`,
  `
saga_definition:
  name: goes_on_without
  ${input}
  steps:
${act('optional', 'compensation: undo_act, on_failure: continue, retry_policy: { max_attempts: 1 }')}
${act('needed')}
  output: { missing: "\${{ failures.optional.type }}", id: "\${{ steps.needed.output.id }}" }
`,
  `
saga_definition:
  name: waits_for_child
  ${input}
  steps:
${act('before')}
    - { name: child, workflow: waiting_child, arguments: { name: "\${{ input.name }}" } }
`,
  `
saga_definition:
  name: waiting_child
  ${input}
  steps:
${act('own')}
    - { name: waits, wait_for: { signal: go_on } }
`,
  `
saga_definition:
  name: goes_on_without_some
  ${input}
  steps:
    - name: group
      on_failure: continue
      steps:
        - { name: good, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-good" }, compensation: undo_act }
        - { name: bad, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-bad" }, compensation: undo_act, retry_policy: { max_attempts: 1 } }
    - name: each
      for_each: \${{ ['x', 'y', 'z'] }}
      on_failure: continue
      mcp_server: keyed
      action: act
      arguments: { name: "\${{ input.name }}-\${{ item }}" }
      atomic_errors: true
      compensation: undo_act
  output: { group: "\${{ failures.group?.type }}", each: "\${{ failures.each }}" }
`,
  `
workflow_definition:
  name: only_reports
  ${input}
  steps:
${act('one')}
${act('two')}
`,
];

let lab: Lab;
let project: TestProject;

useLab(definitions, (opened) => ({ lab, project } = opened));

const undone = (prefix: string): string[] =>
  lab.callsOf('undo_act').flatMap((call) => {
    const name = nameOf(call);
    return name.startsWith(`${prefix}-`) ? [name.slice(prefix.length + 1)] : [];
  });
const left = (prefix: string, ...steps: string[]): number[] => steps.map((step) => lab.left(`${prefix}-${step}`));

describe('a saga that fails', () => {
  it('undoes newest first, under keys of their own that name the forward key, and keeps the first error', async () => {
    lab.script('f-three', { error: 'no more' });
    const handle = await project.start('three_steps', { name: 'f' });
    expect(await endOf(handle)).toMatchObject({
      ok: false,
      type: 'SagaCompensated',
      message: 'three: no more',
      cause: 'no more',
      details: { step: 'three', compensated: ['three', 'two', 'one'], notCompensated: [] },
    });
    expect(undone('f')).toEqual(['three', 'two', 'one']);
    expect(left('f', 'one', 'two', 'three')).toEqual([0, 0, 0]);
    const forward = lab.callsOf('act', 'f-one')[0];
    const back = lab.callsOf('undo_act', 'f-one')[0];
    expect(back?.compensates).toBe(forward?.key);
    expect(back?.key).not.toBe(forward?.key);
    expect(await viewOf(handle)).toMatchObject({ status: 'failed', sagaState: 'compensated' });
  });

  it('waits for its siblings before it undoes anything', async () => {
    lab.script('s-one', 'hold');
    lab.script('s-three', { error: 'no' });
    const handle = await project.start('three_at_once', { name: 's' });
    await lab.held('s-one');
    lab.release('s-one');
    expect(await endOf(handle)).toMatchObject({ ok: false, type: 'SagaCompensated', details: { step: 'three' } });
    expect(left('s', 'one', 'two', 'three')).toEqual([0, 0, 0]);
  });

  it('undoes a completed child as one, with what the child froze', async () => {
    const end = await project.run('parent', { name: 'p' });
    expect(end).toMatchObject({
      ok: false,
      type: 'SagaCompensated',
      details: { step: 'stop', cause: { type: 'Enough' }, compensated: ['after', 'child'] },
    });
    expect(undone('p')).toEqual(['after', 'child-three', 'child-two', 'child-one']);
    expect(left('p', 'after', 'child-one', 'child-two', 'child-three')).toEqual([0, 0, 0, 0]);
  });

  it('keeps quiet about a child that undid itself', async () => {
    lab.script('q-child-two', { error: 'no' });
    const end = await project.run('parent', { name: 'q' });
    expect(end).toMatchObject({ ok: false, type: 'SagaCompensated', details: { step: 'child' } });
    expect(left('q', 'child-one', 'child-two')).toEqual([0, 0]);
  });

  it('goes on without what may fail, once what that may have done is undone', async () => {
    lab.script('o-optional', 'lost_answer');
    expect(await project.run('goes_on_without', { name: 'o' })).toMatchObject({
      ok: true,
      output: { missing: expect.any(String) as string },
    });
    expect(left('o', 'optional', 'needed')).toEqual([0, 1]);
  });

  it('goes on without a group, all of which is undone, and without single items', async () => {
    lab.script('g-bad', 'lost_answer');
    lab.script('g-y', { error: 'no' });
    expect(await project.run('goes_on_without_some', { name: 'g' })).toEqual({
      ok: true,
      output: { group: 'AttemptsSpent', each: [null, { type: 'ToolFailed', message: 'no' }, null] },
    });
    expect(left('g', 'good', 'bad', 'x', 'y', 'z')).toEqual([0, 0, 1, 0, 1]);
  });

  it('does not claim to have undone a child that somebody terminated', async () => {
    const handle = await project.start('waits_for_child', { name: 't' }, 't');
    await until('its own effect', () => lab.left('t-own') === 1);
    await project.client.workflow.getHandle('waits_for_child/t~child@0').terminate();
    expect(await endOf(handle)).toMatchObject({
      ok: false,
      type: 'SagaPartiallyCompensated',
      details: { step: 'child', compensated: ['before'], notCompensated: ['child'] },
    });
    expect(left('t', 'before', 'own')).toEqual([0, 1]);
  });

  it('a child whose parent is terminated undoes itself', async () => {
    const handle = await project.start('waits_for_child', { name: 'u' }, 'u');
    await until('its own effect', () => lab.left('u-own') === 1);
    const child = project.client.workflow.getHandle('waits_for_child/u~child@0');
    await handle.terminate();
    expect(await endOf(child)).toMatchObject({ ok: false, type: 'CancelledFailure' });
    expect(left('u', 'before', 'own')).toEqual([1, 0]);
  });
});

it('a workflow that is no saga reports what failed and undoes nothing', async () => {
  lab.script('w-two', { error: 'no' });
  expect(await project.run('only_reports', { name: 'w' })).toMatchObject({
    ok: false,
    type: 'StepFailed',
    details: { step: 'two', compensated: [] },
  });
  expect(left('w', 'one')).toEqual([1]);
});

describe('cancel', () => {
  it('before the pivot undoes, the call under way included, and ends Canceled', async () => {
    lab.script('c-two', 'hold');
    const handle = await project.start('three_steps', { name: 'c' });
    await lab.held('c-two');
    await handle.cancel();
    const ending = endOf(handle);
    await waitForView(handle, ({ sagaState }) => sagaState === 'compensating');
    lab.release('c-two');
    expect(await ending).toMatchObject({ ok: false, type: 'CancelledFailure' });
    expect((await handle.describe()).status.name).toBe('CANCELLED');
    expect(left('c', 'one', 'two', 'three')).toEqual([0, 0, 0]);
    expect(lab.callsOf('act', 'c-three')).toEqual([]);
  });

  it('after the pivot is shown and ignored', async () => {
    const handle = await project.start('with_pivot', { name: 'v' });
    await waitForView(handle, ({ waitingFor }) => waitingFor.length > 0);
    await handle.cancel();
    await handle.signal('go_on');
    expect(await endOf(handle)).toMatchObject({ ok: true });
    expect(left('v', 'one', 'pay', 'tell')).toEqual([1, 1, 1]);
  });

  it('reaches a child, which undoes itself', async () => {
    lab.script('r-child-two', 'hold');
    const handle = await project.start('parent', { name: 'r' });
    await lab.held('r-child-two');
    await handle.cancel();
    lab.release('r-child-two');
    expect(await endOf(handle)).toMatchObject({ ok: false, type: 'CancelledFailure' });
    expect(left('r', 'child-one', 'child-two')).toEqual([0, 0]);
  });
});

it('undoes what was done when its deadline is over', async () => {
  expect(await project.run('hurries', { name: 'd' })).toMatchObject({
    ok: false,
    type: 'SagaCompensated',
    details: { step: 'deadline', cause: { type: 'DeadlineExceeded' }, compensated: ['one'] },
  });
  expect(left('d', 'one')).toEqual([0]);
});
