import { expect, it } from 'vitest';
import type { Lab } from '../support/lab/lab.ts';
import { useLab } from '../support/lab/use-lab.ts';
import { tenant } from '../../workflows/search-attributes.ts';
import { endOf, viewOf, type TestProject } from '../support/project.ts';

const definitions = [
  `
saga_definition:
  name: counts
  input:
    type: object
    required: [count]
    properties: { count: { type: array, items: { type: integer } } }
  steps:
    - { name: first, mcp_server: keyed, action: act, arguments: { name: first }, compensation: undo_act }
    - name: each
      for_each: \${{ input.count }}
      as: number
      max_concurrency: 40
      mcp_server: keyed
      action: look
      arguments: { name: each, value: "\${{ number }}" }
      output: "\${{ output.value }}"
    - { name: last, mcp_server: keyed, action: act, arguments: { name: last, value: "\${{ sum(steps.each.output) }}" }, compensation: undo_act }
    - { name: verdict, wait_for: { signal: verdict } }
    - { name: stop, fail: { type: Enough, message: "First was \${{ steps.first.output.id }}, verdict \${{ steps.verdict.output }}." } }
`,
  `
workflow_definition:
  name: five_steps
  steps:
${[1, 2, 3, 4, 5].map((step) => `    - { name: step_${step}, mcp_server: keyed, action: act, arguments: { name: five } }`).join('\n')}
`,
];

let lab: Lab;
let project: TestProject;

useLab(definitions, (opened) => ({ lab, project } = opened));

it('a sequential step costs six events, and no more', async () => {
  const handle = await project.start('five_steps');
  expect(await endOf(handle)).toMatchObject({ ok: true });
  const { events } = await handle.fetchHistory();
  const scheduled = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: it, eventId }) =>
    it == null ? [] : [Number(eventId)],
  );
  const [first = 0, ...rest] = scheduled;
  expect(rest.map((id, index) => id - (scheduled[index] ?? first))).toEqual([6, 6, 6, 6]);
});

it('a long history goes on in a new run: outputs, signals, owner, view and what is to be undone come along', async () => {
  const count = Array.from({ length: 1_400 }, (_, index) => index + 1);
  const handle = await project.client.workflow.start('counts', {
    taskQueue: project.taskQueue,
    workflowId: 'counts/long',
    args: [{ count }],
    memo: { tenant: 'acme', startedBy: 'carol', requestId: 'req-1' },
    typedSearchAttributes: [{ key: tenant, value: 'acme' }],
  });
  await handle.signal('verdict', 'no');
  expect(await endOf(handle)).toMatchObject({
    ok: false,
    type: 'SagaCompensated',
    details: {
      step: 'stop',
      cause: { type: 'Enough', message: expect.stringMatching(/^First was act-\d+, verdict no\.$/) as string },
      compensated: ['last', 'first'],
    },
  });
  const latest = project.client.workflow.getHandle(handle.workflowId);
  expect((await latest.describe()).runId).not.toBe(handle.firstExecutionRunId);
  const view = await viewOf(latest);
  expect(view).toMatchObject({ tenant: 'acme', startedBy: 'carol' });
  expect((await latest.describe()).typedSearchAttributes.get(tenant)).toBe('acme');
  expect(new Set(lab.callsOf('look').map(({ requestId }) => requestId))).toEqual(new Set(['req-1']));
  expect(view.steps.filter(({ path }) => /^(first|last)$/.test(path))).toMatchObject([
    { path: 'first', status: 'compensated', outcome: 'ok' },
    { path: 'last', status: 'compensated', outcome: 'ok' },
  ]);
  expect(lab.callsOf('look')).toHaveLength(count.length);
  expect(lab.callsOf('act', 'last')[0]?.arguments).toMatchObject({ value: (1_400 * 1_401) / 2 });
  expect([lab.left('first'), lab.left('last')]).toEqual([0, 0]);
});
