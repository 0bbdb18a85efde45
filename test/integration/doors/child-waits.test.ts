import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ExecutionView } from '../../../plan/view.ts';
import { openDoors, type TestDoors } from '../../support/doors.ts';
import type { Lab } from '../../support/lab/lab.ts';
import { useLab } from '../../support/lab/use-lab.ts';
import { endOf, type TestProject } from '../../support/project.ts';
import { until } from '../../support/progress.ts';

const input = 'input: { type: object, required: [name], properties: { name: { type: string } } }';
const definitions = [
  `
saga_definition:
  name: inner
  ${input}
  steps:
    - { name: review, approval: { approvers: [ops], prompt: Go on? } }
    - { name: act, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}" }, atomic_errors: true, on_failure: park, retry_policy: { max_attempts: 1 }, compensation: undo_act }
    - { name: told, wait_for: { signal: go_on } }
`,
  `
saga_definition:
  name: outer
  ${input}
  steps:
    - { name: first, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-first" }, compensation: undo_act }
    - { name: child, workflow: inner, arguments: { name: "\${{ input.name }}" } }
`,
];

let lab: Lab;
let project: TestProject;
let doors: TestDoors;

useLab(definitions, (opened) => ({ lab, project } = opened));

beforeAll(async () => {
  doors = await openDoors(project, {
    ops: { scopes: ['decide'] },
    reader: { scopes: ['definition:outer:read'] },
  });
});

afterAll(() => doors.close());

it('what a child waits for is seen and answered at its parent', async () => {
  lab.script('inside', { error: 'not now' });
  const handle = await project.start('outer', { name: 'inside' }, 'inside');
  const path = `/v1/executions/${encodeURIComponent(handle.workflowId)}`;
  const waitOf = async (kind: string): Promise<ExecutionView['waitingFor']> => {
    let found: ExecutionView['waitingFor'] = [];
    await until(`a wait of kind ${kind}`, async () => {
      found = (await doors.ask('ops', 'GET', path)).body.waitingFor.filter((wait) => wait.kind === kind);
      return found.length > 0;
    });
    return found;
  };
  const executionId = `${handle.workflowId}~child@0`;

  expect(await waitOf('approval')).toMatchObject([{ step: 'review', executionId }]);
  const answer = { approved: true, executionId };
  expect((await doors.ask('reader', 'POST', `${path}/approvals/review`, answer)).status).toBe(403);
  const foreign = { approved: true, executionId: 'outer/other~child@0' };
  expect((await doors.ask('ops', 'POST', `${path}/approvals/review`, foreign)).status).toBe(404);
  expect((await doors.ask('ops', 'POST', `${path}/approvals/review`, answer)).status).toBe(200);

  expect(await waitOf('decision')).toMatchObject([{ step: 'act', executionId }]);
  // One step is parked, so the decision need not name it, nor the child.
  const decision = { verb: 'skip', output: { id: 'by hand' }, reason: 'done' };
  expect((await doors.ask('ops', 'POST', `${path}/decisions`, decision)).status).toBe(200);

  expect(await waitOf('signal')).toMatchObject([{ step: 'told', executionId }]);
  const signal = `${path}/signals/go_on?executionId=${encodeURIComponent(executionId)}`;
  expect((await doors.ask('ops', 'POST', signal, null)).status).toBe(200);
  expect(await endOf(handle)).toMatchObject({ ok: true });
});

it('a terminated saga names its recovery as soon as one is to come', async () => {
  const handle = await project.start('outer', { name: 'cut' }, 'cut');
  const path = `/v1/executions/${encodeURIComponent(handle.workflowId)}`;
  await until('the child waits', async () => (await doors.ask('ops', 'GET', path)).body.waitingFor.length > 0);
  await handle.terminate();
  const { body } = await doors.ask('ops', 'GET', path);
  expect(body).toMatchObject({ status: 'terminated', recovery: { id: null, status: 'expected' } });
});
