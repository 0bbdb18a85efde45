import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGate, type Gate } from '../support/gate.ts';
import { startLab, type Lab } from '../support/lab/lab.ts';
import { until } from '../support/progress.ts';
import { endOf, openTestProject, viewOf, waitForView, type TestProject } from '../support/project.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

// Long enough for a worker to be ended between two attempts.
const RETRIES = 'retry_policy: { initial_interval: 4s, max_interval: 4s }';
const named = 'input: { type: object, required: [name], properties: { name: { type: string } } }';
const first = `{ name: first, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}-first" }, compensation: undo_act }`;
const second = (more: string): string =>
  `{ name: second, mcp_server: plain, action: act, arguments: { name: "\${{ input.name }}" }, compensation: undo_act, ${more} }`;
const saga = (name: string, ...steps: string[]): string =>
  `saga_definition:\n  name: ${name}\n  ${named}\n  steps:\n${steps.map((step) => `    - ${step}\n`).join('')}`;

const definitions = [
  saga('forward', first, second(RETRIES)),
  saga(
    'back',
    `{ name: it, mcp_server: plain, action: act, arguments: { name: "\${{ input.name }}" }, compensation: { action: undo_act, arguments: { name: "\${{ arguments.name }}" }, ${RETRIES} } }`,
    '{ name: word, wait_for: { signal: go_on } }',
    '{ name: stop, fail: { type: Enough, message: It ends here. } }',
  ),
  saga('twice', first, second('retry_policy: { max_attempts: 2, initial_interval: 10ms }')),
  saga('soon', first, second('timeout: { attempt: 1s, total: 1s }, retry_policy: { initial_interval: 300ms }')),
  saga('apart', first),
];

let lab: Lab;
let gate: Gate;
let project: TestProject;

beforeAll(async () => {
  lab = await startLab();
  gate = await createGate(Number(/:(\d+)\/plain/.exec(lab.platform)?.[1]));
  await gate.open();
  const platform = lab.platform.replace(/:\d+\/plain/, `:${gate.port}/plain`);
  project = await openTestProject({ platform, definitions });
  expect(project.project().diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
});
afterAll(async () => {
  await project.close();
  await gate.shut();
  await lab.close();
});

/** Between two attempts, and the next one is not about to begin. */
async function waits(handle: WorkflowHandle): Promise<boolean> {
  const [call] = (await handle.describe()).raw.pendingActivities ?? [];
  const next = Number(call?.nextAttemptScheduleTime?.seconds ?? 0) * 1_000;
  return (call?.attempt ?? 0) > 1 && next - Date.now() > 1_500;
}

/** All of them at once: then no attempt is under way anywhere. */
async function untilAllWait(handles: WorkflowHandle[]): Promise<void> {
  const areWaiting = async (): Promise<boolean> => (await Promise.all(handles.map(waits))).every(Boolean);
  let looks = 0;
  await until(
    'calls that wait for their server',
    () => areWaiting(),
    () => `${Math.floor((looks += 1) / 200)}`,
  );
}

describe.each(['stop', 'kill'] as const)('of two workers one is ended (%s) while calls without keys wait', (how) => {
  it('nothing is undone that should not be, and every call is made once when its server is back', async () => {
    await project.stopWorker();
    const start = () => startWorkerProcess(project.folder, project.taskQueue);
    const [ended, other] = await Promise.all([start(), start()]);
    try {
      const names = ['a', 'b', 'c'].map((name) => `${how}-${name}`);
      const back = await Promise.all(names.map((name) => project.start('back', { name: `${name}-back` })));
      await Promise.all(back.map((handle) => waitForView(handle, ({ waitingFor }) => waitingFor.length > 0)));
      await gate.shut();
      const forward = await Promise.all(names.map((name) => project.start('forward', { name })));
      await Promise.all(back.map((handle) => handle.signal('go_on')));
      await untilAllWait([...forward, ...back]);
      await ended[how]();
      // Some attempts fail with the other worker alone before the server is there again.
      await untilAllWait([...forward, ...back]);
      await gate.open();

      expect(await Promise.all(forward.map(endOf))).toEqual(
        names.map(() => expect.objectContaining({ ok: true }) as unknown),
      );
      const undone = {
        ok: false,
        type: 'SagaCompensated',
        details: { cause: { type: 'Enough' }, compensated: ['it'] },
      };
      expect(await Promise.all(back.map(endOf))).toMatchObject(names.map(() => undone));
      for (const name of names) {
        expect([lab.callsOf('act', name).length, lab.left(name), lab.left(`${name}-first`)]).toEqual([1, 1, 1]);
        expect([lab.callsOf('undo_act', `${name}-back`).length, lab.left(`${name}-back`)]).toEqual([1, 0]);
      }
    } finally {
      await Promise.all([ended.kill(), other.stop()]);
      await project.startWorker();
    }
  });
});

describe('a call without a key that waits for its server', () => {
  it('holds no slot of its worker: other executions go on at once', async () => {
    await gate.shut();
    const names = Array.from({ length: WAITS }, (_, index) => `slot-${index}`);
    const waiting = await Promise.all(names.map((name) => project.start('forward', { name })));
    await untilAllHaveTried(waiting);
    const ends = await Promise.all(['x', 'y', 'z'].map((name) => project.run('apart', { name })));
    expect(ends.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(lab.callsOf('act', names[0])).toEqual([]);
    await gate.open();
    expect((await Promise.all(waiting.map(endOf))).filter(({ ok }) => !ok)).toEqual([]);
    expect(names.filter((name) => lab.callsOf('act', name).length !== 1)).toEqual([]);
  });

  it('was never sent when its execution is canceled meanwhile: what came before is undone, and nobody is asked', async () => {
    await gate.shut();
    const handle = await project.start('forward', { name: 'canceled' });
    await untilAllWait([handle]);
    await handle.cancel();
    expect(await endOf(handle)).toMatchObject({ ok: false, type: 'CancelledFailure' });
    await gate.open();
    expect((await viewOf(handle)).steps).toMatchObject([
      { path: 'first', status: 'compensated' },
      { path: 'second', outcome: 'no_effect' },
    ]);
    expect([lab.callsOf('act', 'canceled'), lab.callsOf('undo_act', 'canceled')]).toEqual([[], []]);
  });

  it('is made once after an operator has paused it, reset its attempts, and let it go on', async () => {
    await gate.shut();
    const handle = await project.start('forward', { name: 'paused' });
    await untilAllWait([handle]);
    const { workflowService } = project.client.connection;
    const { namespace } = project.client.options;
    const call = { namespace, execution: { workflowId: handle.workflowId }, id: 'second' };
    await workflowService.pauseActivity(call);
    await workflowService.resetActivity({ ...call, keepPaused: true });
    await gate.open();
    await workflowService.unpauseActivity(call);
    expect(await endOf(handle)).toMatchObject({ ok: true });
    expect(lab.callsOf('act', 'paused')).toHaveLength(1);
  });

  it.each([
    ['a written `max_attempts`', 'twice', 'AttemptsSpent', '(after 2 attempts)'],
    ['`timeout.total`', 'soon', 'ServerUnavailable', 'cannot be reached'],
  ])('is given up after %s, certainly without effect', async (_what, definition, type, tries) => {
    await gate.shut();
    const end = await project.run(definition, { name: definition });
    await gate.open();
    const cause = { type, message: expect.stringContaining(tries) as string };
    expect(end).toMatchObject({ ok: false, type: 'SagaCompensated', details: { cause, compensated: ['first'] } });
    expect([lab.callsOf('act', definition), lab.callsOf('undo_act', definition)]).toEqual([[], []]);
  });
});

/** More than a worker may have under way at a time: Temporal's default is 100. */
const WAITS = 150;

async function untilAllHaveTried(handles: WorkflowHandle[]): Promise<void> {
  const left = [...handles];
  const hasTried = async (): Promise<boolean> => {
    for (let last = left.at(-1); last !== undefined; last = left.at(-1)) {
      const [call] = (await last.describe()).raw.pendingActivities ?? [];
      if (call?.activityId !== 'second' || (call.attempt ?? 0) < 2) return false;
      left.pop();
    }
    return true;
  };
  await until('every call to have been tried', hasTried, () => String(left.length));
}
