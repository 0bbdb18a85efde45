import type { WorkflowHandle } from '@temporalio/client';
import { RawValue } from '@temporalio/common';
import type { Json } from '../../plan/json.ts';
import type { Lab } from '../support/lab/lab.ts';
import { endOf, waitForView, waitForWait, type TestProject } from '../support/project.ts';
import { buttonsOf, scheduledAs } from '../support/buttons.ts';
import { until } from '../support/progress.ts';
import { resetBefore, resetTo } from '../support/resets.ts';

/** Executions whose histories are kept: what they are called, and how they come about. */
export const recordings: Record<string, (project: TestProject, lab: Lab) => Promise<WorkflowHandle>> = {
  async completed(project) {
    return finished(await project.start('everything', { names: ['a', 'b', 'c'], fails: false }));
  },

  async compensated(project) {
    return finished(await project.start('everything', { names: ['a', 'b'], fails: true }));
  },

  async 'retried-in-place'(project, lab) {
    lab.script('flaky', { status: 503, body: 'busy' }, 'lost_answer');
    return finished(await project.start('parks', { name: 'flaky' }));
  },

  async 'parked-retry-by-update'(project, lab) {
    lab.script('again', { error: 'not now' });
    const handle = await project.start('parks', { name: 'again' });
    await waitForWait(handle);
    await handle.executeUpdate('retry', { args: [{}] });
    return finished(handle);
  },

  async 'parked-skip-by-signal'(project, lab) {
    lab.script('skipped', { error: 'not now' });
    const handle = await project.start('parks', { name: 'skipped' });
    const { parkId } = await waitForWait(handle);
    await handle.signal('skip', { parkId: 'of another time' });
    await handle.signal('skip', { parkId, output: { id: 'by hand' } });
    return finished(handle);
  },

  async 'parked-compensate'(project, lab) {
    lab.script('given-up', { error: 'not now' });
    const handle = await project.start('parks', { name: 'given-up' });
    const { parkId } = await waitForWait(handle);
    await handle.executeUpdate('compensate', { args: [{ parkId }] });
    return finished(handle);
  },

  async 'parked-undo'(project, lab) {
    lab.always('undo:stuck-first', { error: 'locked' });
    lab.script('stuck', { error: 'no' });
    const handle = await project.start('parks', { name: 'stuck' });
    const forward = await waitForWait(handle);
    await handle.executeUpdate('compensate', { args: [{ parkId: forward.parkId }] });
    const { parkId } = await waitForOther(handle, forward.parkId);
    await handle.executeUpdate('skip', { args: [{ parkId }] });
    return finished(handle);
  },

  async 'parked-undo-by-hand'(project, lab) {
    lab.always('undo:marked-first', { error: 'locked' });
    lab.script('marked', { error: 'no' });
    const handle = await project.start('parks', { name: 'marked' });
    const forward = await waitForWait(handle);
    await handle.executeUpdate('compensate', { args: [{ parkId: forward.parkId }] });
    const { parkId } = await waitForOther(handle, forward.parkId);
    await handle.executeUpdate('mark_compensated', { args: [{ parkId, evidence: 'seen' }] });
    return finished(handle);
  },

  // A workflow that undoes nothing, and fails.
  async 'failed-workflow'(project, lab) {
    lab.script('plainly', { error: 'no' });
    return finished(await project.start('fails_plainly', { name: 'plainly' }));
  },

  async 'parked-retry-with'(project, lab) {
    lab.script('replaced', { error: 'no' });
    const handle = await project.start('parks', { name: 'replaced' });
    const { parkId } = await waitForWait(handle);
    await handle.executeUpdate('retry_with', { args: [{ parkId, arguments: { name: 'replacement' } }] });
    return finished(handle);
  },

  // What was undone is done again, and the second reset goes back to before the first.
  async reset(project, lab) {
    lab.script('reset', { error: 'no' });
    const handle = await project.start('parks', { name: 'reset' });
    const { parkId } = await waitForWait(handle);
    await handle.executeUpdate('compensate', { args: [{ parkId }] });
    await finished(handle);
    const { firstExecutionRunId } = handle;
    const scheduled = await lastCall(handle);
    await finished(await resetBefore(project.client, handle, scheduled));
    return finished(await resetBefore(project.client, handle, scheduled, firstExecutionRunId));
  },

  // Nothing of the first run is in the second but its input: the plan is asked for again.
  async 'reset-to-first-task'(project, lab) {
    lab.script('first-task', { error: 'no' });
    const handle = await project.start('parks', { name: 'first-task' });
    const { parkId } = await waitForWait(handle);
    await handle.executeUpdate('skip', { args: [{ parkId, output: { id: 'by hand' } }] });
    await finished(handle);
    const { workflowId, firstExecutionRunId } = handle;
    const { events } = await handle.fetchHistory();
    const task = events?.find(({ workflowTaskCompletedEventAttributes: one }) => one != null)?.eventId;
    return finished(await resetTo(project.client, workflowId, firstExecutionRunId, task));
  },

  async probed(project, lab) {
    lab.script('probed', 'lost_request', 'lost_answer');
    return finished(await project.start('asks_first', { name: 'probed' }));
  },

  // Before a result of somebody else was told from ours: `"done"` counted as done, for a call and for its undo.
  async 'foreign-success'(project, lab) {
    lab.script('foreign-first', 'hold');
    lab.script('undo:foreign-first', 'hold');
    lab.script('foreign', { error: 'no' });
    const handle = await project.start('parks', { name: 'foreign' });
    await lab.held('foreign-first');
    await buttonsOf(project.client, handle).complete('first', 'done');
    const { parkId } = await waitForWait(handle);
    await handle.executeUpdate('compensate', { args: [{ parkId }] });
    await scheduledAs(handle, 'first~undo');
    await buttonsOf(project.client, handle).complete('first~undo', 'done');
    return finished(handle);
  },

  // Recorded by a worker whose workflow task failed again and again on it.
  async 'foreign-null'(project, lab) {
    lab.script('null-first', 'hold');
    const handle = await project.start('parks', { name: 'null' });
    await lab.held('null-first');
    await buttonsOf(project.client, handle).complete('first', null);
    await until('a failed workflow task', async () => {
      const { events } = await handle.fetchHistory();
      return (events ?? []).some((event) => event.workflowTaskFailedEventAttributes != null);
    });
    return handle;
  },

  async canceled(project, lab) {
    lab.script('canceled', 'hold');
    const handle = await project.start('parks', { name: 'canceled' });
    await lab.held('canceled');
    await handle.cancel();
    lab.release('canceled');
    return finished(handle);
  },

  async 'canceled-without-plan'(project) {
    const handle = await project.start('out_of_reach');
    await waitForWait(handle);
    // So that it has looked twice.
    await untilTimer(handle, 2);
    await handle.cancel();
    return finished(handle);
  },

  // A call that no worker has taken: all slots of this one are held. As it was recorded, that was unknown, and asked a person.
  async 'canceled-before-a-worker-took-it'(project, lab) {
    const names = Array.from({ length: SLOTS }, (_, index) => `busy-${index}`);
    for (const name of names) lab.script(name, 'hold');
    const busy = await Promise.all(names.map((name) => project.start('parks', { name })));
    await Promise.all(names.map((name) => lab.held(name)));
    const handle = await project.start('knows_no_keys', { name: 'unheard-of' });
    await until('the call to be scheduled', async () => (await handle.describe()).raw.pendingActivities?.length === 1);
    await handle.cancel();
    const { parkId } = await waitForWait(handle);
    for (const name of names) lab.release(name);
    await Promise.all(busy.map(endOf));
    await handle.executeUpdate('resume', { args: [{ parkId }] });
    return finished(handle);
  },

  async 'canceled-between-attempts'(project, lab) {
    lab.script('refused', { status: 429, headers: { 'retry-after': '60' }, body: 'slow down' });
    const handle = await project.start('knows_no_keys', { name: 'refused' });
    const hasTried = async () => (await handle.describe()).raw.pendingActivities?.[0]?.attempt === 2;
    await until('the first attempt to end', hasTried);
    await handle.cancel();
    return finished(handle);
  },

  async waits(project) {
    const handle = await project.start('waits');
    await handle.signal('go_on', { misfit: true });
    await handle.signal('go_on', 7);
    await waitForWait(handle);
    await handle.executeUpdate('approve', { args: [{ by: 'ops' }] });
    return finished(handle);
  },

  // The first answer was dropped, as it came with a name.
  async 'approval-of-anybody'(project) {
    const handle = await project.start('asks_anybody');
    await waitForWait(handle);
    await handle.signal('approve', { by: 'ada' });
    await waitForView(handle, ({ notices }) => notices.length > 0);
    await handle.signal('go_on', 'early');
    await handle.executeUpdate('approve', { args: [{}] });
    return finished(handle);
  },

  async 'signals-of-no-step'(project) {
    const handle = await project.start('waits');
    await handle.signal('other', 'early');
    await handle.signal('go_on', 7);
    await waitForView(handle, ({ waitingFor }) => waitingFor.some(({ kind }) => kind === 'approval'));
    await handle.signal('other', 'late');
    await handle.executeUpdate('approve', { args: [{ by: 'ops' }] });
    return finished(handle);
  },

  // The second run does nothing: it has the first run's keys.
  async cron(project) {
    return repeated(project, 'everything', { names: ['a'], fails: false });
  },

  // When its history is long it goes on without the schedule.
  async 'cron-continued'(project) {
    const { client, taskQueue } = project;
    const args = [{ numbers: Array.from({ length: 60 }, (_, index) => index) }];
    const options = { taskQueue, workflowId: 'long/cron', args, cronSchedule: '@every 2s' };
    const handle = await client.workflow.start('long', options);
    await handle.signal('go_on', 'early');
    return finished(handle);
  },

  async 'child-undone'(project) {
    return finished(await project.start('parent', { name: 'child' }));
  },

  // The recovery of an execution that was terminated: it parks, and a person lets it go on.
  async recovered(project, lab) {
    lab.script('cut', { error: 'no' });
    lab.always('undo:cut-first', { error: 'locked' });
    const handle = await project.start('parks', { name: 'cut' });
    await waitForWait(handle);
    await handle.terminate('by hand');
    const { client, taskQueue } = project;
    await client.workflow.execute('ReconcileTerminated', { taskQueue, workflowId: `${handle.workflowId}-scan` });
    const recovery = client.workflow.getHandle(`${handle.workflowId}~recovery/${handle.firstExecutionRunId}`);
    const { parkId } = await waitForWait(recovery);
    await recovery.executeUpdate('mark_compensated', { args: [{ parkId, evidence: 'seen' }] });
    return finished(recovery);
  },

  async 'continued-as-new'(project) {
    const handle = await project.start('long', { numbers: Array.from({ length: 60 }, (_, index) => index) });
    await handle.signal('go_on', 'early');
    return finished(handle);
  },

  async 'output-fails'(project) {
    return finished(await project.start('output_fails', { name: 'none' }));
  },

  async 'output-too-large'(project) {
    return finished(await project.start('output_too_large', { name: 'x'.repeat(10_000) }));
  },

  async 'output-fails-behind-pivot'(project) {
    return finished(await project.start('output_fails_behind_pivot', { name: 'none' }));
  },

  async 'child-output-fails'(project) {
    return finished(await project.start('parent_of_lost_output', { name: 'none' }));
  },

  // Digits as another client of Temporal and another server write them, which JavaScript's own reader rounds.
  async 'big-numbers'(project, lab) {
    const answer = '{"content":[],"structuredContent":{"id":"asked","value":3544790567247868104}}';
    lab.script('asked', { raw: `{"jsonrpc":"2.0","id":ID,"result":${answer}}` });
    const input = rawJson('{"account":3544790567247868102,"other":3544790567247868103}');
    const { client, taskQueue } = project;
    const options = { taskQueue, workflowId: 'big_numbers/big', args: [input] };
    const handle = await client.workflow.start('big_numbers', options);
    await handle.signal('go_on', rawJson('3544790567247868105'));
    return finished(handle);
  },
};

/** How many calls a worker has under way at most: Temporal's default. */
const SLOTS = 100;

/** Started as `temporal workflow start --cron` does, until two runs have closed; the one after them is ended while it waits for its time. */
async function repeated(project: TestProject, definition: string, input: Json): Promise<WorkflowHandle> {
  const { client, taskQueue } = project;
  const options = { taskQueue, workflowId: `${definition}/cron`, args: [input], cronSchedule: '@every 2s' };
  const handle = await client.workflow.start(definition, options);
  const second = await nextRun(project, handle, handle.firstExecutionRunId);
  await nextRun(project, handle, second);
  await handle.terminate();
  return handle;
}

/** Of the run that follows a closed one. */
async function nextRun({ client }: TestProject, { workflowId }: WorkflowHandle, runId: string): Promise<string> {
  const run = client.workflow.getHandle(workflowId, runId, { followRuns: false });
  await run.result().catch(() => undefined);
  const end = (await run.fetchHistory()).events?.at(-1);
  const { newExecutionRunId } =
    end?.workflowExecutionCompletedEventAttributes ?? end?.workflowExecutionContinuedAsNewEventAttributes ?? {};
  return newExecutionRunId ?? '';
}

function rawJson(text: string): RawValue {
  const metadata = { encoding: new TextEncoder().encode('json/plain') };
  return RawValue.fromPayload({ metadata, data: new TextEncoder().encode(text) });
}

async function waitForOther(handle: WorkflowHandle, parkId: string | null) {
  for (;;) {
    const wait = await waitForWait(handle);
    if (wait.parkId !== parkId) return wait;
  }
}

async function untilTimer(handle: WorkflowHandle, wanted: number): Promise<void> {
  await until(`${wanted} timers`, async () => {
    const { events } = await handle.fetchHistory();
    return (events ?? []).filter(({ timerStartedEventAttributes: one }) => one != null).length >= wanted;
  });
}

async function finished<T extends WorkflowHandle>(handle: T): Promise<T> {
  await endOf(handle);
  return handle;
}

/** Activity id of the last call on the way forward. */
async function lastCall(handle: WorkflowHandle): Promise<string> {
  const { events } = await handle.fetchHistory();
  const ids = (events ?? []).map((event) => event.activityTaskScheduledEventAttributes?.activityId ?? '');
  return ids.findLast((id) => id !== '' && !id.includes('~')) ?? '';
}
