import {
  ScheduleClient,
  type ScheduleHandle,
  type ScheduleOverlapPolicy,
  type WorkflowHandle,
} from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScheduleChange } from '../../api/operations/schedules/plan-changes.ts';
import type { ScheduleView } from '../../api/operations/schedules/port.ts';
import { runCli } from '../../cli/program.ts';
import { ensureReconciler, removeReconciler, scheduleId as reconcilerId } from '../../worker/reconciler.ts';
import { dataConverter } from '../support/data-converter.ts';
import { definitionVersion, sagaState } from '../../workflows/search-attributes.ts';
import { testContext } from '../cli/support/test-context.ts';
import type { Lab } from '../support/lab/lab.ts';
import { useLab } from '../support/lab/use-lab.ts';
import { pause, until, whileItMoves } from '../support/progress.ts';
import { endOf, waitForWait, type TestProject } from '../support/project.ts';
import { testTemporal } from '../support/temporal.ts';

const SCHEDULE = '{ cron: "30 6 1-7 */3 MON", timezone: Europe/Berlin, input: { name: nightly, count: 2 } }';

/** The last step waits for a signal when it is asked to. */
function tidies(schedule: string, more = ''): string {
  return `
saga_definition:
  name: tidies
  description: Tidies up.
  input:
    type: object
    required: [name, count${more === '' ? '' : ', place'}]
    properties: { name: { type: string, pattern: '^[a-z]+$' }, count: { type: integer }, waits: { type: boolean }${more} }
${schedule === '' ? '' : `  schedule: ${schedule}\n`}  steps:
    - { name: act, mcp_server: keyed, action: act, arguments: { name: "\${{ input.name }}", value: "\${{ input.count }}" }, compensation: undo_act }
    - { name: wait, when: "\${{ input.waits ?? false }}", wait_for: { signal: go_on } }
  output: { done: "\${{ steps.act.output.value }}" }
`;
}
const counts = (every: string): string => `
workflow_definition:
  name: counts
  schedule: { every: ${every}, overlap: allow_all }
  steps:
    - { name: count, mcp_server: keyed, action: look, arguments: { name: counted } }
`;
const never = 'workflow_definition:\n  name: never_by_itself\n  steps: [{ name: rest, sleep: 1s }]\n';

let lab: Lab;
let project: TestProject;
let schedules: ScheduleClient;

useLab([never], (opened) => {
  ({ lab, project } = opened);
  const { connection, options } = project.client;
  schedules = new ScheduleClient({ connection, namespace: options.namespace, dataConverter });
});
beforeEach(() => project.reload(never, tidies(SCHEDULE)));
afterEach(async () => {
  await project.reload(never);
  await untilListed(await ownIds());
  await sagaflow('apply');
  expect(await ownIds()).toEqual([]);
});

async function sagaflow(...args: string[]) {
  const { address, namespace } = testTemporal();
  const environment = {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    SAGAFLOW_TASK_QUEUE: project.taskQueue,
  };
  const { context, stdout, stderr } = testContext({ cwd: project.folder, environment });
  const code = await runCli(args, context);
  return { code, out: stdout.text(), err: stderr.text() };
}

async function changes(...args: string[]): Promise<Pick<ScheduleChange, 'definition' | 'change' | 'differs'>[]> {
  const { code, out } = await sagaflow('apply', '--json', ...args);
  expect(code).toBe(0);
  const { changes: found } = JSON.parse(out) as { changes: ScheduleChange[] };
  return found.map(({ definition, change, differs }) => ({ definition, change, differs }));
}

function handleOf(definition: string): ScheduleHandle {
  return schedules.getHandle(`sagaflow/${project.taskQueue}/${definition}`);
}

async function exists(handle: ScheduleHandle): Promise<boolean> {
  return handle.describe().then(
    () => true,
    () => false,
  );
}

async function ownIds(): Promise<string[]> {
  const definitions = ['counts', 'tidies'];
  const there = await Promise.all(definitions.map((definition) => exists(handleOf(definition))));
  return definitions.filter((_, index) => there[index]);
}

/** Temporal's list is late: what was made a moment ago is not in it at once. */
async function untilListed(definitions: readonly string[]): Promise<void> {
  await until(`schedules of ${definitions.join(', ')} in the list`, async () => {
    const listed = new Set<string>();
    for await (const { scheduleId } of schedules.list()) listed.add(scheduleId);
    return definitions.every((definition) => listed.has(handleOf(definition).scheduleId));
  });
}

const second = (): number => Math.floor(Date.now() / 1_000);
let lastSecond = 0;

/** Starts now what the schedule would start by itself. Ids have the second in them: no two starts in the same one. */
async function startNow(definition: string, overlap: ScheduleOverlapPolicy = 'ALLOW_ALL'): Promise<WorkflowHandle> {
  while (second() <= lastSecond) await pause();
  const handle = handleOf(definition);
  const before = (await handle.describe()).info.numActionsTaken;
  await handle.trigger(overlap);
  const started = await whileItMoves(`the start by the schedule of ${definition}`, async () => {
    const { info } = await handle.describe();
    const last = info.recentActions.at(-1)?.action.workflow;
    return info.numActionsTaken > before && last !== undefined ? { found: last } : {};
  });
  lastSecond = second();
  return project.client.workflow.getHandle(started.workflowId, started.firstExecutionRunId);
}

describe('sagaflow apply', () => {
  it('says first what it would do, and does nothing', async () => {
    expect(await sagaflow('apply', '--dry-run')).toEqual({ code: 0, out: '+  tidies  would be created\n', err: '' });
    expect(await exists(handleOf('tidies'))).toBe(false);
  });

  it('makes a schedule of every definition that has one, and the second time nothing', async () => {
    expect(await sagaflow('apply')).toMatchObject({ code: 0, out: '+  tidies  created\n' });
    const { spec, action, policies, info } = await handleOf('tidies').describe();
    expect(spec).toMatchObject({ timezone: 'Europe/Berlin', calendars: [{ comment: '30 6 1-7 */3 MON' }] });
    expect(action).toMatchObject({
      workflowType: 'tidies',
      workflowId: 'tidies/scheduled',
      taskQueue: project.taskQueue,
      args: [{ name: 'nightly', count: 2 }],
      staticSummary: 'Tidies up.',
    });
    expect(policies).toEqual({ overlap: 'SKIP', catchupWindow: 86_400_000, pauseOnFailure: false });
    const berlin = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Berlin',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    });
    expect(info.nextActionTimes.length).toBeGreaterThan(2);
    for (const time of info.nextActionTimes) {
      expect(berlin.format(time)).toBe('Mon 06:30');
      expect(time.getUTCDate()).toBeLessThan(8);
      expect([0, 3, 6, 9]).toContain(time.getUTCMonth());
    }
    expect(await sagaflow('apply')).toEqual({
      code: 0,
      out: 'Nothing to do: the schedule is as the definitions say.\n',
      err: '',
    });
    expect(await changes()).toEqual([{ definition: 'tidies', change: 'none', differs: [] }]);
  });

  it.each([
    ['its times', '{ cron: "@daily", timezone: Europe/Berlin, input: { name: nightly, count: 2 } }', ['times']],
    ['its time zone', SCHEDULE.replace('Berlin', 'Paris'), ['times']],
    ['its kind', '{ every: 2h, input: { name: nightly, count: 2 } }', ['times']],
    ['its input', SCHEDULE.replace('count: 2', 'count: 3'), ['input']],
    ['its overlap', SCHEDULE.replace('input', 'overlap: buffer_all, input'), ['overlap']],
  ])('updates a schedule when %s differs, once', async (_, schedule, differs) => {
    await sagaflow('apply');
    await project.reload(never, tidies(schedule));
    expect(await changes('--dry-run')).toEqual([{ definition: 'tidies', change: 'update', differs }]);
    expect(await changes()).toEqual([{ definition: 'tidies', change: 'update', differs }]);
    expect(await changes()).toEqual([{ definition: 'tidies', change: 'none', differs: [] }]);
  });

  it('takes back what was changed by hand, but leaves a pause alone', async () => {
    await sagaflow('apply');
    const handle = handleOf('tidies');
    await handle.pause('holidays');
    expect(await changes()).toEqual([{ definition: 'tidies', change: 'none', differs: [] }]);
    await handle.update(({ spec, action, state }) => ({
      spec: { ...spec, jitter: '1m' },
      action: { ...action, workflowRunTimeout: '1h' },
      policies: { overlap: 'TERMINATE_OTHER' },
      state,
    }));
    const [change] = await changes();
    expect(change).toEqual({ definition: 'tidies', change: 'update', differs: ['times', 'overlap', 'settings'] });
    const { state, policies, action } = await handle.describe();
    expect(state).toMatchObject({ paused: true, note: 'holidays' });
    expect(policies.overlap).toBe('SKIP');
    expect(action.workflowRunTimeout).toBeUndefined();
  });

  it('removes the schedule when the definition has none any more, and when it is gone', async () => {
    await project.reload(never, tidies(SCHEDULE), counts('1h'));
    expect((await changes()).map(({ change }) => change)).toEqual(['create', 'create']);
    await untilListed(['tidies', 'counts']);
    await project.reload(never, tidies(''));
    expect(await sagaflow('apply')).toMatchObject({ code: 0, out: '-  counts  removed\n-  tidies  removed\n' });
    expect(await ownIds()).toEqual([]);
    expect(await sagaflow('apply')).toMatchObject({ out: 'Nothing to do: no definition has a schedule.\n' });
  });

  it('never touches what somebody else has made', async () => {
    const foreign = `sagaflow/${project.taskQueue}/made_by_hand`;
    const elsewhere = `sagaflow/${project.taskQueue}-2/tidies`;
    for (const scheduleId of [foreign, elsewhere]) {
      const action = { type: 'startWorkflow', workflowType: 'other', taskQueue: 'other' } as const;
      await schedules.create({ scheduleId, spec: { intervals: [{ every: '30d' }] }, action });
    }
    await ensureReconciler(schedules, project.taskQueue);
    await sagaflow('apply');
    await untilListed(['tidies', 'made_by_hand']);
    await project.reload(never);
    expect(await changes()).toEqual([{ definition: 'tidies', change: 'remove', differs: [] }]);
    for (const id of [foreign, elsewhere, reconcilerId(project.taskQueue)]) {
      expect(await exists(schedules.getHandle(id))).toBe(true);
    }
    for (const id of [foreign, elsewhere]) await schedules.getHandle(id).delete();
    await removeReconciler(schedules, project.taskQueue);
  });

  it('changes nothing at all when a foreign schedule has an id that it needs', async () => {
    const { scheduleId } = handleOf('tidies');
    const action = { type: 'startWorkflow', workflowType: 'other', taskQueue: 'other' } as const;
    await schedules.create({ scheduleId, spec: { intervals: [{ every: '30d' }] }, action });
    await project.reload(never, tidies(SCHEDULE), counts('1h'));
    const { code, err } = await sagaflow('apply');
    expect(code).toBe(1);
    expect(err).toContain(`There is a schedule "${scheduleId}" that Sagaflow did not make.`);
    expect((await handleOf('tidies').describe()).action.workflowType).toBe('other');
    expect(await exists(handleOf('counts'))).toBe(false);
    await handleOf('tidies').delete();
  });

  it('changes nothing while a definition is broken', async () => {
    await sagaflow('apply');
    await project.reload(never, tidies('{ cron: "0 25 * * *", input: { name: nightly, count: 2 } }'));
    const { code, out, err } = await sagaflow('apply', '--json');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('"25" is no hour: it is 0 to 23.');
    expect(err).toContain('No schedule was changed.');
    expect(await exists(handleOf('tidies'))).toBe(true);
  });

  it('refuses an input that only the whole schema refuses', async () => {
    await project.reload(never, tidies(SCHEDULE.replace('nightly', 'N1GHTLY')));
    const { code, err } = await sagaflow('apply');
    expect(code).toBe(2);
    expect(err).toMatch(/The input does not fit "tidies":\s+\/name does not match/);
    expect(await exists(handleOf('tidies'))).toBe(false);
  });

  it('ends with 5 when Temporal does not answer', async () => {
    const { context } = testContext({ cwd: project.folder, environment: { TEMPORAL_ADDRESS: '127.0.0.1:1' } });
    expect(await runCli(['apply'], context)).toBe(5);
    expect(await runCli(['schedules'], context)).toBe(5);
  });
});

describe('an execution that a schedule starts', () => {
  it('has an id with its time, resolves its plan itself, and is seen by the usual commands', async () => {
    await sagaflow('apply');
    const handle = await startNow('tidies');
    expect(handle.workflowId).toMatch(/^tidies\/scheduled-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await endOf(handle)).toEqual({ ok: true, output: { done: 2 } });
    const { memo, typedSearchAttributes } = await handle.describe();
    expect(memo).toMatchObject({ definition: 'tidies', schedule: handleOf('tidies').scheduleId });
    expect(typedSearchAttributes.get(sagaState)).toBe('completed');
    expect(typedSearchAttributes.get(definitionVersion)).toBe(1);
    const { code, out } = await sagaflow('show', handle.workflowId, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ definition: 'tidies', status: 'completed', output: { done: 2 } });
  });

  it('comes by itself', async () => {
    await project.reload(never, counts('1s'));
    await sagaflow('apply');
    await until('two calls that nobody started', () => lab.callsOf('look', 'counted').length >= 2);
    const { info } = await handleOf('counts').describe();
    const id = info.recentActions.at(-1)?.action.workflow.workflowId ?? '';
    expect(await endOf(project.client.workflow.getHandle(id))).toMatchObject({ ok: true });
  });

  it('is undone when the next one cancels it', async () => {
    await project.reload(never, tidies(SCHEDULE.replace('nightly, count: 2', 'cut, count: 2, waits: true')));
    await sagaflow('apply');
    const first = await startNow('tidies', 'CANCEL_OTHER');
    await waitForWait(first);
    const second = await startNow('tidies', 'CANCEL_OTHER');
    expect(await endOf(first)).toMatchObject({ ok: false, type: 'CancelledFailure' });
    await waitForWait(second);
    await second.signal('go_on');
    expect(await endOf(second)).toEqual({ ok: true, output: { done: 2 } });
    expect([lab.done('cut'), lab.left('cut')]).toEqual([2, 1]);
  });

  it('is of the definition as it is then, without another apply', async () => {
    await sagaflow('apply');
    await project.reload(never, tidies(SCHEDULE).replace('steps.act.output.value', 'input.name'));
    expect(await endOf(await startNow('tidies'))).toEqual({ ok: true, output: { done: 'nightly' } });
  });

  it('fails with one sentence when its input does not fit the definition any more', async () => {
    await sagaflow('apply');
    const schedule = SCHEDULE.replace('count: 2', 'count: 2, place: attic');
    await project.reload(never, tidies(schedule, ', place: { type: string }'));
    const end = await endOf(await startNow('tidies'));
    expect(end).toMatchObject({ ok: false, type: 'InvalidInput' });
    expect(end.ok || end.message).toMatch(/^The input does not fit "tidies":.*place/);
    expect(await changes()).toEqual([{ definition: 'tidies', change: 'update', differs: ['input'] }]);
    expect(await endOf(await startNow('tidies'))).toMatchObject({ ok: true });
  });
});

describe('sagaflow schedules', () => {
  async function viewed(): Promise<ScheduleView | undefined> {
    const { code, out } = await sagaflow('schedules', '--json');
    expect(code).toBe(0);
    return (JSON.parse(out) as { schedules: ScheduleView[] }).schedules.find(
      ({ definition }) => definition === 'tidies',
    );
  }

  it('says that there are none', async () => {
    expect(await sagaflow('schedules')).toMatchObject({ code: 0, out: expect.stringContaining('There are none.') });
    expect(await viewed()).toBeUndefined();
  });

  it('lists when, next and last start, pause and overlap', async () => {
    await project.reload(never, tidies(SCHEDULE.replace('count: 2', 'count: 2, waits: true')), counts('36h'));
    await sagaflow('apply');
    await untilListed(['tidies', 'counts']);
    expect(await viewed()).toMatchObject({
      scheduleId: handleOf('tidies').scheduleId,
      times: { kind: 'cron', cron: '30 6 1-7 */3 MON', timezone: 'Europe/Berlin' },
      overlap: 'skip',
      isPaused: false,
      nextAt: expect.stringMatching(/:30:00.000Z$/) as string,
      last: null,
    });

    const handle = await startNow('tidies');
    await waitForWait(handle);
    expect(await viewed()).toMatchObject({
      last: { id: handle.workflowId, status: 'running', sagaState: 'forward' },
    });
    await handle.signal('go_on');
    await endOf(handle);
    await handleOf('tidies').pause('moving house');
    expect(await viewed()).toMatchObject({ isPaused: true, note: 'moving house', nextAt: null });

    const { out } = await sagaflow('schedules');
    expect(out).toMatch(/^definition +when +next \(UTC\) +last +overlap$/m);
    expect(out).toMatch(/^counts +every 36h +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +not yet +allow_all$/m);
    expect(out).toMatch(
      /^tidies +cron "30 6 1-7 \*\/3 MON" Europe\/Berlin +paused: moving house +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d completed +skip$/m,
    );
  });
});
