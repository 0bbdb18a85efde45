import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepWithData, WithData } from '../../../api/operations/data/add-data.ts';
import type { ExecutionView } from '../../../plan/view.ts';
import { openDoors, type Answer, type TestDoors } from '../../support/doors.ts';
import { startLab, type Lab } from '../../support/lab/lab.ts';
import { until } from '../../support/progress.ts';
import { endOf, openTestProject, waitForView, waitForWait, type TestProject } from '../../support/project.ts';
import { resetBefore } from '../../support/resets.ts';
import { DEFINITIONS } from './definitions.ts';

const TOKEN = 'attar-of-roses';

let lab: Lab;
let project: TestProject;
let doors: TestDoors;

beforeAll(async () => {
  lab = await startLab();
  // Every request to the servers carries a secret.
  const header = 'trusted: true\n    headers: { Authorization: "Bearer ${LAB_TOKEN}" }';
  const platform = lab.platform.replaceAll('trusted: true', header);
  project = await openTestProject({ platform, definitions: DEFINITIONS, environment: { LAB_TOKEN: TOKEN } });
  expect(project.project().diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  doors = await openDoors(project, {
    ada: { scopes: ['definition:*:data'] },
    bob: { scopes: ['definition:*:start', 'decide'] },
    eve: { scopes: ['admin'], tenant: 'elsewhere' },
  });
});
afterAll(async () => {
  await doors.close();
  await project.close();
  await lab.close();
});

const pathOf = (id: string): string => `/v1/executions/${encodeURIComponent(id)}`;
const ask = (person: string, path: string): Promise<Answer> => doors.ask(person, 'GET', path);
const codeOf = ({ status, body }: Answer): unknown => [status, (body as { code?: string }).code];

/** The execution as somebody with the scope sees it, and its steps by path. */
async function read(id: string, query = ''): Promise<{ view: WithData<ExecutionView>; steps: Values }> {
  const { status, body } = await ask('ada', `${pathOf(id)}?include=data${query}`);
  expect(status).toBe(200);
  const view = body as WithData<ExecutionView>;
  return { view, steps: valuesOf(view.steps) };
}

const answer = (structured: string) => ({
  raw: `{"jsonrpc":"2.0","id":ID,"result":{"content":[],"structuredContent":${structured}}}`,
});

type Values = Record<string, Pick<StepWithData, 'arguments' | 'output'>>;

function valuesOf(steps: readonly StepWithData[]): Values {
  return Object.fromEntries(steps.map(({ path, arguments: given, output }) => [path, { arguments: given, output }]));
}

describe('the data of a completed execution', () => {
  const account = 9_007_199_254_740_993n;
  const id = 'buys/completed';
  const input = { name: 'bought', account, notes: ['a', 'b'] };

  beforeAll(async () => {
    lab.always('bought-instead', { error: 'not today' });
    // Its own reader of JSON would round the number.
    lab.script('bought', answer('{"id":"a","value":9007199254740993}'));
    lab.script('pair', answer('{"id":"pair","value":9007199254740993}'));
    expect(await endOf(await project.start('buys', input as never, 'completed'))).toMatchObject({ ok: true });
  });

  it('has the input, arguments and outputs of every kind of step, with all digits', async () => {
    const { view, steps } = await read(id);
    expect(view.input).toEqual(input);
    expect(view.dataMissing).toBeNull();
    const free = expect.objectContaining({ json: { id: 'free' } }) as object;
    expect(steps).toEqual({
      first: { arguments: { name: 'bought', value: account }, output: { kept: account } },
      pair: { arguments: null, output: { look: { id: 'pair', value: account }, free } },
      'pair.look': { arguments: { name: 'pair', value: account }, output: { id: 'pair', value: account } },
      'pair.free': { arguments: { name: 'free' }, output: free },
      each: { arguments: null, output: ['a', 'b'] },
      'each[0]': { arguments: { name: 'each', value: 'a' }, output: 'a' },
      'each[1]': { arguments: { name: 'each', value: 'b' }, output: 'b' },
      together: { arguments: null, output: { is: 'inside' } },
      inside: { arguments: { name: 'inside' }, output: { id: 'inside' } },
      instead: { arguments: { name: 'bought-instead' }, output: { id: 'by hand' } },
    });
  });

  it('is not in a view that nobody asked data of', async () => {
    const { body } = await ask('ada', pathOf(id));
    expect(
      JSON.stringify(body, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toMatch(/"input"|"arguments"|dataMissing|"kept"/);
  });

  it('is refused without the scope, with a sentence that names it, and the view is not', async () => {
    expect((await ask('bob', pathOf(id))).status).toBe(200);
    for (const path of ['?include=data', '/input', '/steps/first']) {
      const refused = await ask('bob', `${pathOf(id)}${path}`);
      expect(codeOf(refused)).toEqual([403, 'forbidden']);
      expect((refused.body as unknown as { detail: string }).detail).toContain('the scope "definition:buys:data"');
      expect(codeOf(await ask('eve', `${pathOf(id)}${path}`))).toEqual([404, 'unknown-execution']);
    }
  });

  it('has one step alone, and says when there is none of that name', async () => {
    const { body } = await ask('ada', `${pathOf(id)}/steps/${encodeURIComponent('each[1]')}`);
    expect(body).toMatchObject({ id, path: 'each[1]', arguments: { name: 'each', value: 'b' }, output: 'b' });
    expect((await ask('ada', `${pathOf(id)}/input`)).body).toMatchObject({ id, input });
    expect(codeOf(await ask('ada', `${pathOf(id)}/steps/nowhere`))).toEqual([404, 'unknown-step']);
    expect(codeOf(await ask('ada', `${pathOf('buys/nowhere')}/input`))).toEqual([404, 'unknown-execution']);
  });

  it('holds no secret that a server gets', async () => {
    const history = await project.client.workflow.getHandle(id).fetchHistory();
    const bytes = (_key: string, value: unknown): unknown =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
    expect(JSON.stringify(history, bytes)).not.toContain(TOKEN);
  });

  it('comes with a page of the steps', async () => {
    const { view, steps } = await read(id, '&stepsLimit=2');
    expect(Object.keys(steps)).toEqual(['first', 'pair']);
    expect(steps['pair']).toMatchObject({ output: { free: { json: { id: 'free' } } } });
    expect(view).toMatchObject({ nextSteps: expect.any(String) as string });
  });
});

describe('large values', () => {
  it('are cut where all are shown, say how large they are and where they are whole, and are whole there', async () => {
    const large = 'x'.repeat(20_000);
    const notes = Array.from({ length: 16 }, (_, index) => `${String(index)}${'y'.repeat(14_000)}`);
    await endOf(await project.start('buys', { name: large, account: 1, notes }, 'large'));
    const { view, steps } = await read('buys/large');
    const runId = view.runId;
    const cut = (bytes: unknown, whole: string) => ({
      'sagaflow:cut': { bytes, whole: `${pathOf(view.id)}${whole}` },
    });
    expect(steps['first']?.arguments).toEqual(
      cut(20_000 + '{"name":"","value":1}'.length, `/steps/first?runId=${runId}`),
    );
    expect(view.input).toEqual(cut(expect.any(Number), `/input?runId=${runId}`));
    expect(steps['each']?.output).toEqual(cut(expect.any(Number), `/steps/each?runId=${runId}`));
    expect(steps['each[0]']).toEqual({ arguments: { name: 'each', value: notes[0] }, output: notes[0] });

    expect((await ask('ada', `${pathOf(view.id)}/steps/first?runId=${runId}`)).body).toMatchObject({
      arguments: { name: large },
    });
    expect((await ask('ada', `${pathOf(view.id)}/input?runId=${runId}`)).body).toMatchObject({
      input: { name: large, account: 1, notes },
    });
    expect((await ask('ada', `${pathOf(view.id)}/steps/each`)).body.output).toEqual(notes);
  });
});

describe('the data of an execution that goes on', () => {
  it('has the arguments of a call under way, and what people and other systems have said', async () => {
    lab.script('asked', 'hold');
    const handle = await project.start('asks_people', { name: 'asked' }, 'asked');
    await waitForWait(handle);
    expect((await read(handle.workflowId)).steps['review']).toEqual({ arguments: null, output: null });
    await handle.executeUpdate('approve', { args: [{ step: 'review', by: 'ops', form: { limit: 5 } }] });
    await handle.signal('goods_arrived', { pieces: 3 });
    await lab.held('asked');
    const { view, steps } = await read(handle.workflowId);
    expect(view.status).toBe('running');
    expect(steps).toMatchObject({
      review: { arguments: null, output: { approved: true, by: 'ops', form: { limit: 5 } } },
      goods: { arguments: null, output: { pieces: 3 } },
      last: { arguments: { name: 'asked' }, output: null },
    });
    lab.release('asked');
    await endOf(handle);
    expect((await read(handle.workflowId)).steps['last']?.output).toMatchObject({ id: expect.any(String) as string });
  });
});

describe('the data of a failed execution', () => {
  it('has what was sent last, also for what failed and what was undone', async () => {
    lab.always('d1-charge', { error: 'The card was declined.' });
    const handle = await project.start('declines', { name: 'd1' }, 'd1');
    const { parkId } = await waitForWait(handle);
    const other = { name: 'd1-charge', value: 11 };
    await handle.executeUpdate('retry_with', { args: [{ parkId, arguments: other, reason: 'less' }] });
    const again = await waitForView(handle, ({ waitingFor: [wait] }) => wait !== undefined && wait.parkId !== parkId);
    await handle.executeUpdate('compensate', { args: [{ parkId: again.waitingFor[0]?.parkId, reason: 'enough' }] });
    expect(await endOf(handle)).toMatchObject({ type: 'SagaCompensated' });
    const { steps } = await read(handle.workflowId);
    expect(steps).toEqual({
      reserve: { arguments: { name: 'd1-reserve' }, output: { id: expect.any(String) as string } },
      charge: { arguments: other, output: null },
    });
  });

  it('has what an operator gave in the place of an output', async () => {
    lab.always('d2-charge', { error: 'The card was declined.' });
    const handle = await project.start('declines', { name: 'd2' }, 'd2');
    const { parkId } = await waitForWait(handle);
    await handle.executeUpdate('skip', { args: [{ parkId, output: { id: 'paid in cash' }, reason: 'seen' }] });
    await endOf(handle);
    expect((await read(handle.workflowId)).steps['charge']).toEqual({
      arguments: { name: 'd2-charge', value: 12 },
      output: { id: 'paid in cash' },
    });
  });
});

describe('the data of a child', () => {
  it('is its input and what its parent keeps of its output; its own steps are in its own data', async () => {
    const handle = await project.start('has_child', { name: 'c1' }, 'c1');
    await endOf(handle);
    const { steps } = await read(handle.workflowId);
    expect(steps['order']).toEqual({ arguments: { name: 'c1', account: 7 }, output: { was: 7 } });
    const child = await read('has_child/c1~order@0');
    expect(child.view.input).toEqual({ name: 'c1', account: 7 });
    expect(child.steps['first']).toEqual({ arguments: { name: 'c1', value: 7 }, output: { kept: 7 } });
  });
});

describe('the data of a reset execution', () => {
  it('is that of the new run, and the old one still has its own', async () => {
    const first = await project.start('has_child', { name: 'r1' }, 'r1');
    await endOf(first);
    const again = await resetBefore(project.client, first, 'after');
    expect(await endOf(again)).toMatchObject({ ok: true });
    for (const runId of [first.firstExecutionRunId, (await again.describe()).runId]) {
      const { view, steps } = await read(first.workflowId, `&runId=${runId}`);
      expect(view.runId).toBe(runId);
      expect(steps).toMatchObject({
        order: { arguments: { name: 'r1', account: 7 }, output: { was: 7 } },
        after: { arguments: { name: 'r1-after' } },
      });
    }
  });
});

describe('the data of an execution that went on in new runs', () => {
  it('is read from the runs before too; where those are gone, what is left is shown, and why', async () => {
    const count = Array.from({ length: 1_400 }, (_, index) => index + 1);
    const handle = await project.start('goes_on', { count }, 'long');
    await endOf(handle);
    const { view, steps } = await read(handle.workflowId, '&stepsLimit=1000');
    expect(view.runId).not.toBe(handle.firstExecutionRunId);
    expect(view.input).toEqual({ count });
    expect(view.dataMissing).toBeNull();
    expect(steps).toMatchObject({
      first: { arguments: { name: 'goes-on-first', value: 1 }, output: { value: 1 } },
      each: { arguments: null, output: count },
    });
    const cursor = (view as unknown as { nextSteps: string }).nextSteps;
    const second = await read(handle.workflowId, `&stepsLimit=1000&stepsCursor=${cursor}`);
    expect(second.steps).toMatchObject({
      'each[1399]': { arguments: { value: 1_400 }, output: 1_400 },
      last: { arguments: { name: 'goes-on-last', value: 1_400 }, output: { value: 1_400 } },
    });
    const iterations = await ask('ada', `${pathOf(view.id)}/steps/${encodeURIComponent('each[1399]')}`);
    expect(iterations.body).toMatchObject({ arguments: { value: 1_400 }, output: 1_400 });
    const earlier = await read(handle.workflowId, `&runId=${handle.firstExecutionRunId}`);
    expect(earlier.steps['first']).toEqual(steps['first']);

    const { namespace } = project.client.options;
    const workflowExecution = { workflowId: handle.workflowId, runId: handle.firstExecutionRunId };
    await project.client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution });
    await until('the first run is gone', async () => {
      const { status } = await ask('ada', `${pathOf(view.id)}?runId=${handle.firstExecutionRunId}`);
      return status === 404;
    });
    const left = await read(handle.workflowId, '&stepsLimit=1000');
    expect(left.view.dataMissing).toContain(`The history of the run ${handle.firstExecutionRunId} is gone`);
    // What later steps still read was handed on.
    expect(left.steps['first']).toEqual({ arguments: null, output: steps['first']?.output });
    expect(left.steps['each']).toEqual(steps['each']);
  });
});
